using System.CommandLine;
using Akka.Actor;

namespace Akka.Consensus.Cli;

/// <summary><c>leader</c>: who leads.</summary>
internal static class LeaderCommand
{
    public static Command Create()
    {
        var json = Inquiry.JsonOption();
        var contact = Contacts.Option();
        var command = new Command("leader", "Say which node leads.") { json, contact };
        command.SetAction(parsed => RunAsync(Contacts.From(parsed.GetValue(contact)), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<Address> contacts, bool json)
    {
        var status = await Inquiry.AskAsync(contacts, (locks, stop) => locks.GetStatusAsync(Inquiry.Patience, stop));
        if (status.Leader is not { } leader)
        {
            throw new CliException(
                $"no leader is known to {status.AnsweredBy}; check with akka-consensus cluster show that a majority of the nodes is up.",
                ExitCodes.Unavailable);
        }

        var address = status.Members.FirstOrDefault(member => member.Id == leader)?.Address;
        Console.WriteLine(json
            ? Json.Text(new LeaderJson(leader, address, status.Ballot, status.AnsweredBy))
            : $"{leader}  {address ?? "-"}  ballot {status.Ballot ?? "-"}");
        return ExitCodes.Success;
    }
}
