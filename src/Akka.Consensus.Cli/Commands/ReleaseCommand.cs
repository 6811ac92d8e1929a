using System.CommandLine;
using System.Globalization;
using Akka.Actor;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary><c>release NAME --force</c>: takes a lock away from whoever holds it.</summary>
internal static class ReleaseCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The lock." };
        var force = new Option<bool>("--force") { Description = "Say that you mean it: the holder may be at work under the lock." };
        var by = new Option<string>("--by")
        {
            Description = "Who takes it, for its holder and for the history.",
            HelpName = "WHO",
            DefaultValueFactory = _ => $"{Environment.UserName}@{Environment.MachineName}",
        };
        var token = TokenOption();
        var json = Inquiry.JsonOption();
        var contact = Contacts.Option();
        var command = new Command("release", "Take a lock away from whoever holds it.") { name, force, by, token, json, contact };
        command.SetAction(parsed =>
        {
            var contacts = Contacts.From(parsed.GetValue(contact));
            var lockName = parsed.GetRequiredValue(name);
            LockNames.CheckKnown(lockName);
            CheckWho(parsed.GetRequiredValue(by));
            return parsed.GetValue(force)
                ? RunAsync(lockName, parsed.GetRequiredValue(by), parsed.GetValue(token), contacts, parsed.GetValue(json))
                : throw new CliException(
                    $"release {lockName}: takes the lock away from whoever holds it; the next in line gets it while the holder may still be at work. "
                    + "Say --force if you mean that.", ExitCodes.Usage);
        });
        return command;
    }

    private static Option<FencingToken?> TokenOption() => new("--token")
    {
        Description = "Only from the holder with this token; from all who hold it, if it is not said.",
        HelpName = "T",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0)
                return new FencingToken(value);
            result.AddError($"--token {text}: must be a number, as akka-consensus locks NAME shows it.");
            return null;
        },
    };

    private static void CheckWho(string by)
    {
        if (by.Length is 0 or > LockRequest.MaxTextLength)
            throw new CliException($"--by: must have from 1 to {LockRequest.MaxTextLength} characters.", ExitCodes.Usage);
    }

    private static Task<int> RunAsync(string name, string by, FencingToken? token, IReadOnlyList<Address> contacts, bool json) =>
        Inquiry.AskAsync(contacts, async (locks, stop) =>
        {
            var details = await locks.DescribeAsync(name, Inquiry.Patience, stop);
            var taken = new List<ClaimStatus>();
            foreach (var holder in Wanted(details, token))
            {
                if (await locks.ForceReleaseAsync(name, holder.Token!.Value, by, Inquiry.Patience, stop))
                    taken.Add(holder);
                else
                    Failures.Warn($"release {name}: {holder.Client} has given it back by itself.");
            }

            if (token is null && details.Holding > details.Holders.Count)
                Failures.Warn($"release {name}: {details.Holding - details.Holders.Count} more hold it; run the command again.");
            if (json)
                Console.WriteLine(Json.Text(ToJson(name, by, taken)));
            else
                Print(taken);

            return taken.Count > 0 ? ExitCodes.Success : ExitCodes.Failure;
        });

    private static List<ClaimStatus> Wanted(LockDetails details, FencingToken? token)
    {
        if (details.Holders.Count == 0)
            throw new CliException($"release {details.Name}: nobody holds it.");
        var wanted = details.Holders.Where(h => token is null || h.Token == token).ToList();
        return wanted.Count > 0
            ? wanted
            : throw new CliException($"release {details.Name}: nobody holds it with token {token}; see akka-consensus locks {details.Name}.");
    }

    private static void Print(List<ClaimStatus> taken)
    {
        TextTable.Write(Console.Out,
        [
            ["TAKEN FROM", "SESSION", "TOKEN", "HELD FOR"],
            .. taken.Select(c => new[] { c.Client, $"{c.Request.Session}", $"{c.Token}", Words.Of(c.Age) }),
        ]);
        Console.WriteLine($"Count: {taken.Count} taken");
    }

    private static ReleaseJson ToJson(string name, string by, List<ClaimStatus> taken) => new(
        name, by, taken.Count, [.. taken.Select(c => new TakenJson(c.Client, c.Request.Session, $"{c.Token}"))]);
}
