using System.Globalization;

namespace Akka.Consensus.Cli;

/// <summary>
/// Reads what the workers wrote and nothing else: it knows of no cluster, and would find two owners at once whatever the lock service
/// believes.
/// </summary>
internal sealed class Judge
{
    private readonly List<long> _grantTimes = [];
    private readonly HashSet<string> _served = [];
    private int _handOvers;
    private int _overlaps;
    private int _outOfOrder;
    private int _unreadable;

    /// <summary>Reads the lines of one lock's file. Call once for each lock.</summary>
    public void Read(IEnumerable<string> lines)
    {
        var inside = new HashSet<(string Worker, long Token)>();
        var newest = long.MinValue;
        string? last = null;
        foreach (var line in lines)
        {
            if (!TryParse(line, out var what, out var worker, out var token, out var at))
            {
                _unreadable++;
            }
            else if (what == SharedFile.Entered)
            {
                _overlaps += inside.Count > 0 ? 1 : 0;
                _outOfOrder += token <= newest ? 1 : 0;
                _handOvers += last is not null && last != worker ? 1 : 0;
                _grantTimes.Add(at);
                _served.Add(worker);
                inside.Add((worker, token));
                newest = Math.Max(newest, token);
                last = worker;
            }
            else if (!inside.Remove((worker, token)))
            {
                _unreadable++; // it leaves what it never entered
            }
        }
    }

    public Verdict Decide(DemoPlan plan) => new(
    [
        new Figure("grants", _grantTimes.Count, "> 0", _grantTimes.Count > 0),
        new Figure("hand-overs", _handOvers, "> 0", _handOvers > 0),
        new Figure("workers served", _served.Count, $"{plan.Workers}", _served.Count == plan.Workers),
        new Figure("leader kills", plan.KillsDone, $"{plan.Kills}", plan.KillsDone == plan.Kills),
        GapFigure(LongestGap(plan), plan.GapLimit.TotalMilliseconds),
        new Figure("tokens out of order", _outOfOrder, "0", _outOfOrder == 0),
        new Figure("unreadable lines", _unreadable, "0", _unreadable == 0),
        new Figure("owners that overlapped", _overlaps, "0", _overlaps == 0),
    ]);

    private static Figure GapFigure(long gap, double limit) => new("longest gap without a grant, ms", gap, $"< {limit:0}", gap < limit);

    // From the start to the first grant and from the last one to the end are gaps too: a service that never came back shows there.
    private long LongestGap(DemoPlan plan)
    {
        long[] times = [0, .. _grantTimes.Order(), (long)plan.Duration.TotalMilliseconds];
        return times.Zip(times.Skip(1), (before, after) => after - before).Max();
    }

    private static bool TryParse(string line, out string what, out string worker, out long token, out long at)
    {
        (what, worker, token, at) = ("", "", 0, 0);
        if (line.Split(' ') is not [var kind, var who, var tokenText, var atText])
            return false;

        (what, worker) = (kind, who);
        return kind is SharedFile.Entered or SharedFile.Left or SharedFile.LockLost
            && long.TryParse(tokenText, NumberStyles.None, CultureInfo.InvariantCulture, out token)
            && long.TryParse(atText, NumberStyles.None, CultureInfo.InvariantCulture, out at);
    }
}
