using System.CommandLine;
using Akka.Actor;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary><c>locks</c>: who holds what.</summary>
internal static class LocksCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "Only this lock.", Arity = ArgumentArity.ZeroOrOne };
        var json = Inquiry.JsonOption();
        var contact = Contacts.Option();
        var command = new Command("locks", "List the locks that are held, and by whom.") { name, json, contact };
        command.SetAction(parsed => RunAsync(parsed.GetValue(name), Contacts.From(parsed.GetValue(contact)), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(string? name, IReadOnlyList<Address> contacts, bool json)
    {
        var held = await Inquiry.AskAsync(contacts, (locks, stop) =>
        {
            if (name is not null && !LockNames.IsOfLease(name))
                LockNames.Check(locks, name);

            return locks.ListAsync(name, Consistency.Linearizable, Inquiry.Patience, stop);
        });

        if (json)
            Console.WriteLine(Json.Text(ToJson(held)));
        else
            Print(held);

        return ExitCodes.Success;
    }

    private static void Print(IReadOnlyList<LockStatus> held)
    {
        TextTable.Write(Console.Out,
        [
            ["NAME", "HOLDER", "TOKEN", "WAITING"],
            .. held.Select(l => new[] { l.Name, l.Holder, l.Token.ToString(), $"{l.Waiting}" }),
        ]);
        Console.WriteLine($"Count: {held.Count} locks");
    }

    private static LocksJson ToJson(IReadOnlyList<LockStatus> held) => new(
        held.Count, [.. held.Select(l => new LockJson(l.Name, l.Holder, l.Token.ToString(), l.Session, l.Waiting))]);
}
