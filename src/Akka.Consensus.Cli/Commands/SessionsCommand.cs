using System.CommandLine;
using Akka.Actor;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary><c>sessions</c>: which processes have a session.</summary>
internal static class SessionsCommand
{
    public static Command Create()
    {
        var json = Inquiry.JsonOption();
        var contact = Contacts.Option();
        var command = new Command("sessions", "List the open sessions: one for each process that uses locks.") { json, contact };
        command.SetAction(parsed => RunAsync(Contacts.From(parsed.GetValue(contact)), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<Address> contacts, bool json)
    {
        var open = await Inquiry.AskAsync(contacts, (locks, stop) => locks.ListSessionsAsync(Inquiry.Patience, stop));
        if (json)
            Console.WriteLine(Json.Text(ToJson(open)));
        else
            Print(open);

        return ExitCodes.Success;
    }

    private static void Print(IReadOnlyList<SessionStatus> open)
    {
        TextTable.Write(Console.Out,
        [
            ["SESSION", "CLIENT", "TTL", "REQUESTS"],
            .. open.Select(s => new[] { $"{s.Session}", s.Client, Words.Of(s.TimeToLive), $"{s.Requests}" }),
        ]);
        Console.WriteLine($"Count: {open.Count} sessions");
    }

    private static SessionsJson ToJson(IReadOnlyList<SessionStatus> open) => new(
        open.Count, [.. open.Select(s => new SessionJson(s.Session, s.Client, s.TimeToLive.TotalSeconds, s.Requests))]);
}
