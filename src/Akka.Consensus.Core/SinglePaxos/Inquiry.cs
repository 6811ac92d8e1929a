namespace Akka.Consensus.Core.SinglePaxos;

/// <summary>
/// Finds out, without a ballot, what is chosen in some instances. It may not be able to tell: if some have accepted a value and others not, the
/// value is chosen or it is not, and only a ballot brings that to an end. Not thread-safe.
/// </summary>
/// <remarks>
/// A quorum of phase 1 meets every quorum that may have chosen a value before: where it has accepted nothing, nothing was chosen.
/// </remarks>
public class Inquiry(long number, Quorum quorum)
{
    private readonly SortedDictionary<InstanceId, Item> _items = [];

    private sealed record Item(long Question)
    {
        public Dictionary<NodeId, Vote?> Reports { get; } = [];
    }

    /// <summary>What an inquiry can tell of an instance.</summary>
    public enum Result
    {
        /// <summary>Nothing was chosen when it began.</summary>
        Open,

        /// <summary>A value is chosen.</summary>
        Chosen,

        /// <summary>A value may be chosen.</summary>
        Unclear,
    }

    /// <summary>What it found out of one instance.</summary>
    /// <param name="Instance">The instance.</param>
    /// <param name="Question">The newest question that this answers.</param>
    /// <param name="Result">What was found.</param>
    /// <param name="Value">The value, if one is chosen.</param>
    public readonly record struct Finding(InstanceId Instance, long Question, Result Result, Value? Value);

    /// <summary>Whether all has been found out.</summary>
    public bool IsOver => _items.Count == 0;

    /// <summary>When it was last sent.</summary>
    public TimeSpan SentAt { get; set; }

    /// <summary>The question, for every acceptor.</summary>
    public Inquire Message => new(number, [.. _items.Keys]);

    /// <summary>Adds an instance, before anything is sent.</summary>
    public void Add(InstanceId instance, long question) => _items.Add(instance, new Item(question));

    /// <summary>An acceptor reported.</summary>
    /// <returns>What can be told now.</returns>
    public IReadOnlyList<Finding> Receive(NodeId from, Report report)
    {
        if (report.Number != number)
            return [];
        var findings = new List<Finding>();
        foreach (var (instance, accepted) in report.Instances)
        {
            if (!_items.TryGetValue(instance, out var item))
                continue;
            item.Reports[from] = accepted;
            if (Conclude(instance, item) is not { } finding)
                continue;
            findings.Add(finding);
            _items.Remove(instance);
        }

        return findings;
    }

    private Finding? Conclude(InstanceId instance, Item item)
    {
        if (!quorum.IsPhase1(item.Reports.Keys.ToHashSet()))
            return null;
        var votes = item.Reports.Values.OfType<Vote>().ToList();
        if (votes.Count == 0)
            return new Finding(instance, item.Question, Result.Open, null);
        var newest = votes.MaxBy(v => v.Ballot);
        var voters = item.Reports.Where(r => r.Value?.Ballot == newest.Ballot).Select(r => r.Key).ToHashSet();
        return quorum.IsPhase2(voters)
            ? new Finding(instance, item.Question, Result.Chosen, newest.Value)
            : new Finding(instance, item.Question, Result.Unclear, null);
    }
}
