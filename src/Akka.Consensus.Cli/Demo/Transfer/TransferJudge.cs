using System.Globalization;
using Akka.Consensus.Cli.Wire;

namespace Akka.Consensus.Cli;

/// <summary>Reads the books of all banks, and holds them against what the clerks were told.</summary>
internal static class TransferJudge
{
    public static Verdict Decide(TransferPlan plan, IReadOnlyCollection<Ordered> ordered, IReadOnlyList<(long Total, IReadOnlyList<Posting> Postings)> books,
        int inDoubt, NodeKiller killer)
    {
        var sides = books.SelectMany(b => b.Postings).GroupBy(p => p.Transfer).ToDictionary(g => g.Key, g => g.ToList());
        var halfDone = sides.Values.Count(s => s.Count != 2 || s.Sum(p => p.Amount) != 0);
        var wrongly = ordered.Count(o => (o.Outcome == TransferOutcomes.Committed) != sides.ContainsKey(o.Id) && o.Outcome != TransferOutcomes.Unknown);
        var expected = books.Count * BankActor.Accounts * BankActor.Balance;
        var total = books.Sum(b => b.Total);
        return new Verdict(
        [
            AtLeast("transfers ordered", ordered.Count, plan.Transfers),
            AtLeast("committed", sides.Count, 1),
            new("aborted, or failed before anything was done", ordered.Count(o => !sides.ContainsKey(o.Id)), "", true),
            new("ordered from a node that was killed before it answered", ordered.Count(o => o.Outcome == TransferOutcomes.Unknown), "", true),
            AtLeast("coordinators killed", killer.Coordinators, plan.Kills),
            AtLeast("participants killed", killer.Participants, plan.Kills),
            Exactly("total of all accounts", total, expected),
            Exactly("transfers half done, or done twice", halfDone, 0),
            Exactly("transfers that are not what was answered", wrongly, 0),
            Exactly("transactions in doubt at the end", inDoubt, 0),
        ]);
    }

    private static Figure AtLeast(string name, long value, long least) =>
        new(name, value, string.Create(CultureInfo.InvariantCulture, $">= {least}"), value >= least);

    private static Figure Exactly(string name, long value, long expected) =>
        new(name, value, string.Create(CultureInfo.InvariantCulture, $"{expected}"), value == expected);
}
