using System.CommandLine;
using Akka.Actor;
using Akka.Consensus.Client;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Transactions;

namespace Akka.Consensus.Cli;

/// <summary><c>transactions</c>: which are under way, and who is waited for.</summary>
internal static class TransactionsCommand
{
    // Nodes of one cluster answer at about the same time.
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(700);

    public static Command Create()
    {
        var json = Inquiry.JsonOption();
        var contact = Contacts.Option();
        var command = new Command("transactions", "List the transactions under way: their state, since when, and who is waited for.") { json, contact };
        command.SetAction(parsed => RunAsync(Contacts.From(parsed.GetValue(contact)), parsed.GetValue(json)));
        return command;
    }

    /// <summary>The protocols' names, as the command line writes them.</summary>
    public static string WordOf(CommitProtocol protocol) => protocol switch
    {
        CommitProtocol.TwoPhase => "2pc",
        CommitProtocol.ThreePhase => "3pc",
        _ => "paxos-commit",
    };

    private static async Task<int> RunAsync(IReadOnlyList<Address> contacts, bool json)
    {
        var lists = await Inquiry.AskAsync(contacts, (connection, _) => AskAsync(connection.System));
        var items = lists.SelectMany(l => l.Items.Select(t => (l.Process, Transaction: t))).OrderByDescending(t => t.Transaction.Age).ToList();
        if (json)
        {
            Console.WriteLine(Json.Text(new TransactionsJson(items.Count, [.. lists.Select(l => l.Process)], [.. items.Select(i => new TransactionJson(
                i.Transaction.Id.Value, WordOf(i.Transaction.Protocol), i.Process, i.Transaction.Place, i.Transaction.State,
                i.Transaction.Age.TotalSeconds, i.Transaction.Awaited))])));
            return ExitCodes.Success;
        }

        TextTable.Write(Console.Out,
        [
            ["TRANSACTION", "PROTOCOL", "STATE", "FOR", "AT", "WAITS FOR"],
            .. items.Select(i => new[]
            {
                i.Transaction.Id.Value, WordOf(i.Transaction.Protocol), i.Transaction.State, Words.Of(i.Transaction.Age), i.Transaction.Place,
                i.Transaction.Awaited,
            }),
        ]);
        Console.WriteLine($"Count: {items.Count} in {lists.Count} processes");
        return ExitCodes.Success;
    }

    private static async Task<IReadOnlyList<TransactionList>> AskAsync(ActorSystem system)
    {
        var lists = await TransactionLists.AskAsync(system, Wait, Inquiry.Patience);
        return lists.Count > 0 ? lists : throw new ConsensusUnavailableException("no node answered within 5 s");
    }
}
