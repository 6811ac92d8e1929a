using System.CommandLine;
using Akka.Actor;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary><c>locks</c>: who holds what; with a name, who holds and who waits.</summary>
internal static class LocksCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "Only this lock: all who hold it, and all who wait, in order.", Arity = ArgumentArity.ZeroOrOne };
        var json = Inquiry.JsonOption();
        var contact = Contacts.Option();
        var command = new Command("locks", "List the locks that are held, and by whom.") { name, json, contact };
        command.SetAction(parsed =>
        {
            var contacts = Contacts.From(parsed.GetValue(contact));
            return parsed.GetValue(name) is { } one
                ? DescribeAsync(one, contacts, parsed.GetValue(json))
                : ListAsync(contacts, parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<int> ListAsync(IReadOnlyList<Address> contacts, bool json)
    {
        var held = await Inquiry.AskAsync(contacts, (locks, stop) =>
            locks.ListAsync(null, Consistency.Linearizable, Inquiry.Patience, stop));
        if (json)
            Console.WriteLine(Json.Text(new LocksJson(held.Count, [.. held.Select(ToJson)])));
        else
            Print(held);

        return ExitCodes.Success;
    }

    private static async Task<int> DescribeAsync(string name, IReadOnlyList<Address> contacts, bool json)
    {
        LockNames.CheckKnown(name);
        var details = await Inquiry.AskAsync(contacts, (locks, stop) => locks.DescribeAsync(name, Inquiry.Patience, stop));
        if (json)
            Console.WriteLine(Json.Text(ToJson(details)));
        else
            Print(details);

        return ExitCodes.Success;
    }

    private static void Print(IReadOnlyList<LockStatus> held)
    {
        TextTable.Write(Console.Out,
        [
            ["NAME", "HOLDER", "TOKEN", "WAITING", "MODE", "HOLDERS"],
            .. held.Select(l => new[] { l.Name, l.Holder, l.Token.ToString(), $"{l.Waiting}", Words.Of(l.Mode, l.Permits), $"{l.Holders}" }),
        ]);
        Console.WriteLine($"Count: {held.Count} locks");
    }

    private static void Print(LockDetails details)
    {
        TextTable.Write(Console.Out,
        [
            ["STATE", "CLIENT", "SESSION", "OWNER", "MODE", "TOKEN", "FOR", "VALUE"],
            .. details.Holders.Select(c => Row("holds", c, details.Permits)),
            .. details.Waiters.Select((c, i) => Row($"waits-{i + 1}", c, details.Permits)),
        ]);
        Console.WriteLine($"Count: {details.Holding} holders, {details.Waiting} waiting");
    }

    private static string[] Row(string state, ClaimStatus claim, int permits) =>
    [
        state, claim.Client, $"{claim.Request.Session}", $"{claim.Owner}", ModeOf(claim, permits),
        claim.Token?.ToString() ?? Words.None, Words.Of(claim.Age), claim.Value ?? "",
    ];

    private static string ModeOf(ClaimStatus claim, int permits) => claim.Count > 0 ? $"{claim.Count}/{permits}" : Words.Of(claim.Mode, permits);

    private static LockJson ToJson(LockStatus l) =>
        new(l.Name, l.Holder, l.Token.ToString(), l.Session, l.Waiting, Words.Of(l.Mode, l.Permits), l.Holders, l.Permits, l.Value);

    private static LocksJson ToJson(LockDetails details)
    {
        if (details.Holders.Count == 0 && details.Waiting == 0)
            return new LocksJson(0, []);
        var first = details.Holders.Count > 0 ? details.Holders[0] : null;
        var mode = first ?? details.Waiters[0];
        return new LocksJson(1,
        [
            new LockJson(details.Name, first?.Client, first?.Token?.ToString(), first?.Request.Session, details.Waiting,
                Words.Of(mode.Mode, details.Permits), details.Holding, details.Permits, first?.Value)
            {
                HeldBy = [.. details.Holders.Select(c => ToJson(c, details.Permits))],
                Waiters = [.. details.Waiters.Select(c => ToJson(c, details.Permits))],
            },
        ]);
    }

    private static ClaimJson ToJson(ClaimStatus claim, int permits) => new(
        claim.Client, claim.Request.Session, claim.Request.Sequence, claim.Owner, Words.Of(claim.Mode, permits), claim.Count,
        claim.Token?.ToString(), claim.Age?.TotalSeconds, claim.Value);
}
