namespace Akka.Consensus.Core.SinglePaxos;

/// <summary>What an acceptor remembers over a crash: for each instance its promise and its last vote. Not thread-safe.</summary>
public class AcceptorMemory
{
    // Below this much that is out of date, writing everything anew is not worth it.
    private const int MinGarbage = 1024;

    private readonly SortedDictionary<InstanceId, (Ballot Promised, Vote? Accepted)> _instances = [];
    private int _garbage;

    /// <summary>How many instances it remembers.</summary>
    public int Count => _instances.Count;

    /// <summary>Every lower ballot is refused in this instance. Never goes down (P1).</summary>
    public Ballot PromisedIn(InstanceId instance) => _instances.TryGetValue(instance, out var known) ? known.Promised : Ballot.Zero;

    /// <summary>The last vote in this instance; null if there is none.</summary>
    public Vote? AcceptedIn(InstanceId instance) => _instances.TryGetValue(instance, out var known) ? known.Accepted : null;

    /// <summary>The last votes in these instances.</summary>
    public IReadOnlyList<Standpoint> Standpoints(IReadOnlyList<InstanceId> instances) =>
        [.. instances.Select(i => new Standpoint(i, AcceptedIn(i)))];

    /// <summary>Takes back a stored event.</summary>
    public virtual void Recover(IEvent stored)
    {
        switch (stored)
        {
            case Promised promised:
                Apply(promised);
                break;
            case Voted voted:
                Apply(voted);
                break;
            case Forgotten forgotten:
                Apply(forgotten);
                break;
            case Kept kept:
                TakeBack(kept.Instances);
                break;
            default:
                throw new InvariantException($"an acceptor does not store {stored.GetType().Name}");
        }
    }

    /// <summary>Stores a promise.</summary>
    public void Promise(Ballot ballot, IReadOnlyList<InstanceId> instances, Effects effects)
    {
        foreach (var instance in instances)
            Invariant.Require(ballot > PromisedIn(instance), "P1: a promise never goes down");
        var promised = new Promised(ballot, instances);
        effects.Persist(promised);
        Apply(promised);
    }

    /// <summary>Stores a vote.</summary>
    public void Vote(Ballot ballot, IReadOnlyList<Proposal> proposals, Effects effects)
    {
        foreach (var (instance, _) in proposals)
            Invariant.Require(ballot >= PromisedIn(instance), "P2: no vote below the promise");
        var voted = new Voted(ballot, proposals);
        effects.Persist(voted);
        Apply(voted);
    }

    /// <summary>Forgets instances: nobody will ask for them any more.</summary>
    public void Forget(IReadOnlyList<InstanceId> instances, Effects effects)
    {
        var known = instances.Where(_instances.ContainsKey).ToList();
        if (known.Count == 0)
            return;
        var forgotten = new Forgotten(known);
        Apply(forgotten);
        if (_garbage > MinGarbage + _instances.Count)
        {
            effects.Persist(Rewritten([.. _instances.Select(i => new KeptInstance(i.Key, i.Value.Promised, i.Value.Accepted))]));
            _garbage = 0;
        }
        else
        {
            effects.Persist(forgotten);
        }
    }

    /// <summary>All that it remembers, to be written anew.</summary>
    protected virtual IRebase Rewritten(IReadOnlyList<KeptInstance> instances) => new Kept(instances);

    /// <summary>Takes back all that it remembered when it was written anew.</summary>
    protected void TakeBack(IReadOnlyList<KeptInstance> instances)
    {
        _instances.Clear();
        _garbage = 0;
        foreach (var (instance, promised, accepted) in instances)
            _instances.Add(instance, (promised, accepted));
    }

    private void Apply(Promised promised)
    {
        foreach (var instance in promised.Instances)
            _instances[instance] = (promised.Ballot, AcceptedIn(instance));
    }

    private void Apply(Voted voted)
    {
        foreach (var (instance, value) in voted.Proposals)
            _instances[instance] = (voted.Ballot, new Vote(voted.Ballot, value));
    }

    private void Apply(Forgotten forgotten)
    {
        foreach (var instance in forgotten.Instances)
            _garbage += _instances.Remove(instance) ? 1 : 0;
    }
}
