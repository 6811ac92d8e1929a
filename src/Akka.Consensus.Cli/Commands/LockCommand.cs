using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Akka.Actor;
using Akka.Consensus.Client;
using Akka.Consensus.Core.Locks;
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
        var shared = new Option<bool>("--shared") { Description = "Hold it together with others that say so too, and never while somebody holds all of it." };
        var permits = new Option<int?>("--permits")
        {
            Description = "NAME is a semaphore of N permits: take one of them. All who use the name must say the same N.",
            HelpName = "N",
        };
        permits.Validators.Add(result => CheckPermits(result, shared));
        var contact = Contacts.Option();
        var command = new Command("lock", "Run CMD while holding the lock NAME.") { name, run, wait, ttl, shared, permits, contact };
        command.SetAction(parsed => RunAsync(
            parsed.GetRequiredValue(name),
            parsed.GetValue(shared) ? LockMode.Shared : parsed.GetValue(permits) is null ? LockMode.Exclusive : LockMode.Permits,
            parsed.GetValue(permits) ?? 0,
            CommandAfterDashes(parsed, parsed.GetRequiredValue(run)),
            parsed.GetValue(wait),
            parsed.GetValue(ttl),
            Contacts.From(parsed.GetValue(contact))));
        return command;
    }

    private static void CheckPermits(OptionResult result, Option shared)
    {
        if (result.Tokens is [var given] && !(int.TryParse(given.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1))
            result.AddError($"--permits {given.Value}: must be a number from 1 to {int.MaxValue}.");
        else if (result.Parent is CommandResult command && command.GetResult(shared) is { Implicit: false })
            result.AddError("--permits and --shared: a name is a semaphore or a lock; choose one of them.");
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

    private static async Task<int> RunAsync(
        string name, LockMode mode, int permits, string[] run, Duration wait, Duration ttl, IReadOnlyList<Address> contacts)
    {
        var program = Executable.Find(run[0]);
        using var relay = new SignalRelay();
        await using var connection = ClusterConnection.Open(contacts, new ClientTimes(SessionTtl: ttl.Length));
        try
        {
            LockNames.Check(connection.Locks, name);
            var wanted = mode == LockMode.Permits
                ? connection.Locks.GetSemaphore(name, permits)
                : connection.Locks.Get(name, new LockOptions { Mode = mode });
            await using var held = await new Acquisition(connection.Locks, wanted, wait).RunAsync(relay.Received);
            var code = await GuardedCommand.RunAsync(program, run[1..], held, relay);
            if (held.State == LockState.Lost)
                throw new CliException($"lock {name}: {(held.Loss?.By is { } by ? $"taken away by {by}" : "lost")} while the command ran; it was ended.", ExitCodes.Lost);

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
