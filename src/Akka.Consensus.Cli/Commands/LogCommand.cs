using System.CommandLine;
using System.Globalization;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Address = Akka.Actor.Address;
using Command = System.CommandLine.Command;

namespace Akka.Consensus.Cli;

/// <summary><c>log</c> and <c>history NAME</c>: what happened to all locks and sessions, or to one lock.</summary>
internal static class LogCommand
{
    private const int Usual = 50;

    public static Command CreateLog() => Create("log", "Show what happened last to locks and sessions.", name: null);

    public static Command CreateHistory() => Create("history", "Show what happened last to one lock.", new Argument<string>("NAME") { Description = "The lock." });

    private static Command Create(string word, string description, Argument<string>? name)
    {
        var last = Numbers.Option("--last", "How many events; all of them with --after, if it is not said.", Usual, 1, int.MaxValue);
        var after = AfterOption();
        var json = Inquiry.JsonOption();
        var contact = Contacts.Option();
        var command = new Command(word, description) { last, after, json, contact };
        if (name is not null)
            command.Arguments.Add(name);
        command.SetAction(parsed => RunAsync(
            name is null ? null : parsed.GetRequiredValue(name),
            parsed.GetResult(last) is { Implicit: false } || parsed.GetValue(after) is null ? parsed.GetValue(last) : int.MaxValue,
            parsed.GetValue(after) is { } index ? EventPosition.After(new LogIndex(index)) : null,
            Contacts.From(parsed.GetValue(contact)),
            parsed.GetValue(json)));
        return command;
    }

    private static Option<long?> AfterOption() => new("--after")
    {
        Description = "Only what came after this index of the log.",
        HelpName = "INDEX",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                return index;
            result.AddError($"--after {text}: must be an index of the log, such as 120.");
            return null;
        },
    };

    private static Task<int> RunAsync(string? name, int last, EventPosition? after, IReadOnlyList<Address> contacts, bool json)
    {
        LockNames.CheckKnown(name);
        return Inquiry.AskAsync(contacts, async (locks, stop) =>
        {
            var reader = new EventReader(locks, name);
            var found = after is null ? await reader.LastAsync(last, stop) : await reader.AllAsync(after, stop);
            if (after < found.Since)
                Failures.Warn(Forgotten(after.Value, found.Since));
            var events = found.Events.TakeLast(last).ToList();
            var clients = new ClientNames(locks);
            await clients.LearnAsync(events, stop);
            if (json)
                Console.WriteLine(Json.Text(new EventsJson(events.Count, found.Since.Index.Value, [.. events.Select(e => EventRows.ToJson(e, clients))])));
            else
                Print(events, clients, found.Since);

            return ExitCodes.Success;
        });
    }

    /// <summary>What to say when a node does not remember as much as was asked.</summary>
    public static string Forgotten(EventPosition after, EventPosition since) =>
        $"what happened between log index {after.Index} and {since.Index} is not known: the node that answered remembers only what came after.";

    private static void Print(List<LockEvent> events, ClientNames clients, EventPosition since)
    {
        TextTable.Write(Console.Out, [EventRows.Head, .. events.Select(e => EventRows.Row(e, clients))]);
        Console.WriteLine(since.Index == LogIndex.Zero
            ? $"Count: {events.Count} events"
            : $"Count: {events.Count} events; what came after log index {since.Index} is remembered");
    }
}
