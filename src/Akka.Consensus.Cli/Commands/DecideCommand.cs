using System.CommandLine;
using Akka.Actor;
using Akka.Consensus.Registers;

namespace Akka.Consensus.Cli;

/// <summary><c>decide</c>: a value that is decided once, for ever.</summary>
internal static class DecideCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The register." };
        var value = new Argument<string?>("VALUE") { Description = "What to decide on, if nothing is decided yet.", Arity = ArgumentArity.ZeroOrOne };
        var json = Inquiry.JsonOption();
        var contact = Contacts.Option();
        var command = new Command("decide", "Decide on a value once, for ever, and print what was decided.") { name, value, json, contact };
        command.SetAction(parsed =>
            RunAsync(Contacts.From(parsed.GetValue(contact)), parsed.GetValue(name)!, parsed.GetValue(value), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<Address> contacts, string name, string? value, bool json)
    {
        var decided = await Inquiry.AskAsync(contacts, (connection, stop) => AskAsync(ConsensusRegister.Get(connection.System), name, value, stop));
        if (json)
            Console.WriteLine(Json.Text(new DecidedJson(name, decided)));
        else if (decided is not null)
            Console.WriteLine(decided);

        if (decided is not null)
            return ExitCodes.Success;
        if (!json)
            Failures.Warn($"nothing is decided about {name}.");
        return ExitCodes.Failure;
    }

    private static async Task<string?> AskAsync(IConsensusRegister registers, string name, string? value, CancellationToken stop)
    {
        try
        {
            return value is null ? await registers.ReadTextAsync(name, stop) : await registers.DecideAsync(name, value, stop);
        }
        catch (ArgumentException wrong)
        {
            throw new CliException($"{wrong.Message.Split(" (Parameter", 2)[0]}.", ExitCodes.Usage);
        }
    }
}
