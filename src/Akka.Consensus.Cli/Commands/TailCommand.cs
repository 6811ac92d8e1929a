using System.CommandLine;
using System.Globalization;
using Akka.Actor;
using Akka.Consensus.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;
using Microsoft.Win32.SafeHandles;

namespace Akka.Consensus.Cli;

/// <summary><c>tail</c>: a line for each event as it happens.</summary>
internal static class TailCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // A name may be longer: its row then sticks out, for rows that are printed cannot be moved.
    private static readonly int[] Widths = [8, 7, 11, 20, 24, 7, 0];

    public static Command Create()
    {
        var name = new Option<string?>("--name") { Description = "Only what happens to this lock.", HelpName = "NAME" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line." };
        var contact = Contacts.Option();
        var command = new Command("tail", "Follow what happens to locks and sessions, until Ctrl+C.") { name, json, contact };
        command.SetAction(parsed => RunAsync(parsed.GetValue(name), Contacts.From(parsed.GetValue(contact)), parsed.GetValue(json)));
        return command;
    }

    private static Task<int> RunAsync(string? name, IReadOnlyList<Address> contacts, bool json)
    {
        LockNames.CheckKnown(name);
        return Inquiry.AskAsync(contacts, async (locks, stop) =>
        {
            // Written past the console, which swallows what a reader that is gone does not take: `tail | head` should end.
            using var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            await using var output = new StreamWriter(pipe) { AutoFlush = true };
            try
            {
                await FollowAsync(locks, name, json ? PrintJson : PrintRow, output, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Ctrl+C is how it ends.
            }
            catch (IOException)
            {
                // Whoever read along has seen enough.
            }

            return ExitCodes.Success;
        });
    }

    private static async Task FollowAsync(
        IReplicatedLocks locks, string? name, Action<TextWriter, LockEvent, ClientNames> print, TextWriter output, CancellationToken stop)
    {
        var reader = new EventReader(locks, name);
        var clients = new ClientNames(locks);
        var after = await reader.EndAsync(stop);
        Failures.Warn($"following {name ?? "all locks"} after log index {after.Index}; Ctrl+C ends it.");
        var isAway = false;
        while (true)
        {
            try
            {
                var page = await reader.NextAsync(after, stop);
                await clients.LearnAsync(page.Events, stop);
                if (page.Since > after)
                    Failures.Warn(LogCommand.Forgotten(after, page.Since));
                foreach (var happened in page.Events)
                    print(output, happened, clients);
                after = page.UpTo > after ? page.UpTo : after;
                isAway = false;
                if (!page.IsComplete)
                    continue;
            }
            catch (Exception failure) when (failure is ConsensusUnavailableException or ConsensusOverloadedException)
            {
                if (!isAway)
                    Failures.Warn($"{failure.Message.TrimEnd('.')}; still asking, from log index {after.Index} on.");
                isAway = true;
            }

            await Task.Delay(Pause, stop);
        }
    }

    private static void PrintRow(TextWriter output, LockEvent happened, ClientNames clients) =>
        output.WriteLine(TextTable.Line([DateTime.Now.ToString("HH:mm:ss", CultureInfo.InvariantCulture), .. EventRows.Row(happened, clients)], Widths));

    private static void PrintJson(TextWriter output, LockEvent happened, ClientNames clients) =>
        output.WriteLine(Json.Text(EventRows.ToJson(happened, clients, DateTimeOffset.Now)));
}
