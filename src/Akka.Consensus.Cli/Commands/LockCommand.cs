using System.CommandLine;
using System.CommandLine.Parsing;
using Akka.Actor;
using Akka.Consensus.Client;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary><c>lock NAME -- CMD</c>: runs a command while holding a lock.</summary>
internal static class LockCommand
{
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The lock: any text of at most 512 bytes." };
        var run = new Argument<string[]>("CMD")
        {
            Description = "The command to run, and its arguments.",
            Arity = ArgumentArity.OneOrMore,
        };
        var wait = Duration.Option("--wait", "How long to wait for the lock.", Duration.Seconds(30), Duration.Seconds(0));
        var ttl = Duration.Option(
            "--ttl", "How long the lock outlives the last sign of life of this process.", Duration.Seconds(10), Duration.Seconds(1));
        var contact = Contacts.Option();
        var command = new Command("lock", "Run CMD while holding the lock NAME.") { name, run, wait, ttl, contact };
        command.SetAction(parsed => RunAsync(
            parsed.GetRequiredValue(name),
            CommandAfterDashes(parsed, parsed.GetRequiredValue(run)),
            parsed.GetValue(wait),
            parsed.GetValue(ttl),
            Contacts.From(parsed.GetValue(contact))));
        return command;
    }

    // What stands before the -- and is no option of ours is a slip of the pen, and not the command.
    private static string[] CommandAfterDashes(ParseResult parsed, string[] run)
    {
        var behind = parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Count() - 1;
        if (behind == run.Length)
            return run;

        throw new CliException(
            behind < 0
                ? "put -- before the command: akka-consensus lock NAME -- CMD."
                : $"{run[0]} is not an option of lock; see akka-consensus lock --help.",
            ExitCodes.Usage);
    }

    private static async Task<int> RunAsync(string name, string[] run, Duration wait, Duration ttl, IReadOnlyList<Address> contacts)
    {
        var program = Executable.Find(run[0]);
        using var relay = new SignalRelay();
        await using var connection = ClusterConnection.Open(contacts, new ClientTimes(SessionTtl: ttl.Length));
        try
        {
            LockNames.Check(connection.Locks, name);
            await using var held = await new Acquisition(connection.Locks, name, wait).RunAsync(relay.Received);
            var code = await GuardedCommand.RunAsync(program, run[1..], held, relay);
            if (held.State == LockState.Lost)
                throw new CliException($"lock {name}: lost while the command ran; it was ended.", ExitCodes.Lost);

            await ReleaseAsync(held, ttl);
            return code;
        }
        catch (OperationCanceledException) when (relay.Signal != 0)
        {
            return ExitCodes.OfSignal(relay.Signal);
        }
    }

    // CMD has run: what it said counts, whether or not the cluster could be told that the lock is free.
    private static async Task ReleaseAsync(LockHandle held, Duration ttl)
    {
        try
        {
            using var patience = new CancellationTokenSource(ReleasePatience);
            await held.ReleaseAsync(patience.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or TimeoutException or OutcomeUnknownException)
        {
            Failures.Warn($"lock {held.Name}: the release was not confirmed; it becomes free within {ttl}.");
        }
    }
}
