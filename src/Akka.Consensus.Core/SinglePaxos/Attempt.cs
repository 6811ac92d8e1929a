namespace Akka.Consensus.Core.SinglePaxos;

/// <summary>
/// One ballot of a proposer, in one or many instances: phase 1, and when a quorum has promised in all of them, phase 2. An instance in which it is
/// refused drops out. Not thread-safe.
/// </summary>
/// <remarks>Lamport, "Paxos Made Simple" (2001), §2.2: the proposer, phases 1 and 2.</remarks>
public class Attempt(Ballot ballot, Quorum quorum)
{
    private readonly SortedDictionary<InstanceId, Item> _items = [];
    private readonly List<Proposal> _chosen = [];
    private readonly List<InstanceId> _open = [];

    private sealed record Item(Value? Own)
    {
        public HashSet<NodeId> Promises { get; } = [];

        public HashSet<NodeId> Votes { get; } = [];

        public Vote? Highest { get; set; }
    }

    /// <summary>The ballot.</summary>
    public Ballot Ballot => ballot;

    /// <summary>Whether values are proposed already.</summary>
    public bool IsProposing { get; private set; }

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsOver => _items.Count == 0;

    /// <summary>When the messages of its phase were last sent.</summary>
    public TimeSpan SentAt { get; set; }

    /// <summary>Adds an instance, before anything is sent.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="own">What is proposed if nobody has accepted anything; null proposes nothing of its own.</param>
    public void Add(InstanceId instance, Value? own) => _items.Add(instance, new Item(own));

    /// <summary>The messages of its phase, for every acceptor: sent again, they do no harm.</summary>
    public IEnumerable<IMessage> Messages() => IsProposing
        ? Bundle.Split(_items.Select(i => new Proposal(i.Key, ValueOf(i.Value)!))).Select(p => new Accept(ballot, p))
        : [new Prepare(ballot, [.. _items.Keys])];

    /// <summary>An acceptor promised.</summary>
    /// <returns>Whether phase 2 begins.</returns>
    public bool Receive(NodeId from, Promise promise)
    {
        if (!IsCurrent(promise.Ballot) || IsProposing)
            return false;
        foreach (var (instance, accepted) in promise.Instances)
        {
            if (!_items.TryGetValue(instance, out var item))
                continue;
            Count(item.Promises, from);
            if (accepted is { } vote && (item.Highest is not { } known || IsNewer(vote.Ballot, known.Ballot)))
                item.Highest = vote;
        }

        return TryPropose();
    }

    /// <summary>An acceptor accepted.</summary>
    public void Receive(NodeId from, Accepted accepted)
    {
        if (accepted.Ballot != ballot || !IsProposing)
            return;
        foreach (var instance in accepted.Instances)
        {
            if (!_items.TryGetValue(instance, out var item))
                continue;
            item.Votes.Add(from);
            if (!HasVotes(item.Votes))
                continue;
            _chosen.Add(new Proposal(instance, ValueOf(item)!));
            _items.Remove(instance);
        }
    }

    /// <summary>An acceptor refused: the instance drops out.</summary>
    /// <returns>Whether it was in.</returns>
    public bool Drop(InstanceId instance) => _items.Remove(instance);

    /// <summary>Begins phase 2, if a quorum has promised in every instance that is left, and any is left.</summary>
    /// <returns>Whether it has begun now.</returns>
    public bool TryPropose()
    {
        if (IsProposing || IsOver || !_items.Values.All(i => HasPromises(i.Promises)))
            return false;
        IsProposing = true;
        _open.AddRange(_items.Where(i => ValueOf(i.Value) is null).Select(i => i.Key));
        foreach (var instance in _open)
            _items.Remove(instance);
        return !IsOver;
    }

    /// <summary>The values that are chosen since the last call.</summary>
    public IReadOnlyList<Proposal> TakeChosen() => Take(_chosen);

    /// <summary>The instances, since the last call, in which nobody of a quorum had accepted anything, and there was nothing to propose.</summary>
    public IReadOnlyList<InstanceId> TakeOpen() => Take(_open);

    /// <summary>Whether a promise is one of this ballot, not of an earlier one that was late.</summary>
    protected virtual bool IsCurrent(Ballot promised) => promised == ballot;

    /// <summary>Whether enough have promised.</summary>
    protected virtual bool HasPromises(IReadOnlySet<NodeId> promises) => quorum.IsPhase1(promises);

    /// <summary>Whether enough have accepted for the value to be chosen.</summary>
    protected virtual bool HasVotes(IReadOnlySet<NodeId> votes) => quorum.IsPhase2(votes);

    /// <summary>Counts a promise, once for each acceptor.</summary>
    protected virtual void Count(HashSet<NodeId> promises, NodeId from) => promises.Add(from);

    /// <summary>Whether a vote counts for more than another: only that of the highest ballot may have been chosen.</summary>
    protected virtual bool IsNewer(Ballot ballot, Ballot known) => ballot > known;

    private static Value? ValueOf(Item item) => item.Highest?.Value ?? item.Own;

    private static List<T> Take<T>(List<T> items)
    {
        List<T> taken = [.. items];
        items.Clear();
        return taken;
    }
}
