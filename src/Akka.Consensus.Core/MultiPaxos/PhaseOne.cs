namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>
/// Phase 1 of a ballot: asks for promises, and reads from those of a quorum whose log is to be adopted. Until the ballot ends they say as well up to
/// where an acceptor has that log. Not thread-safe.
/// </summary>
/// <remarks>
/// Lamport, "Paxos Made Simple" (2001), §2.2; with the whole log in the place of one value, as in Sequence Paxos. A promise says in two numbers
/// how far an acceptor is; the end of the log is fetched from the one that is ahead.
/// </remarks>
public class PhaseOne(NodeId self, Quorum quorum, GroupSettings settings)
{
    private Promise? _ahead;

    /// <summary>The ballot.</summary>
    public Ballot Ballot { get; private set; } = Ballot.Zero;

    /// <summary>The acceptor that is ahead: its log is adopted.</summary>
    public NodeId Source { get; private set; }

    /// <summary>Begins a ballot.</summary>
    public void Begin(Ballot ballot) => Ballot = ballot;

    /// <summary>The ballot is over: its promises say nothing any more.</summary>
    public void End() => _ahead = null;

    /// <summary>Asks an acceptor for its promise.</summary>
    public void Ask(NodeId acceptor, Effects effects) => effects.SendWhenDurable(Address.Acceptor(acceptor), new Prepare(Ballot));

    /// <summary>If a quorum has promised, adopts the log of the highest accepted ballot, and among those the longest.</summary>
    /// <returns>
    /// The log, of which what is not known to be chosen is still to be fetched; null if promises are missing, or do not count any more.
    /// </returns>
    internal BallotLog? Adopt(IEnumerable<Progress> acceptors)
    {
        var promised = acceptors.Where(p => p.Promise is not null).ToList();
        if (!HasPromises(promised.Select(p => p.Member).ToHashSet()))
            return null;
        var ahead = Newest(promised);
        if (promised.Max(p => p.Promise!.Committed) > ahead.Promise!.Last)
        {
            AskAllAgain(promised);
            return null;
        }

        _ahead = ahead.Promise!;
        Source = ahead.Member;

        // Others may know more of it to be chosen, but perhaps by a higher ballot, which chose something else: what one acceptor says goes together.
        return new BallotLog(_ahead.Committed, _ahead.Log, _ahead.Last, settings);
    }

    /// <summary>
    /// An acceptor knows entries to be chosen that the log to be adopted does not have: they were chosen in a higher ballot, and it has heard of them since it
    /// promised. Among those who promised this ballot is one that has promised that one too, and will say so.
    /// </summary>
    private static void AskAllAgain(IReadOnlyList<Progress> promised)
    {
        foreach (var progress in promised)
            progress.Promise = null;
    }

    /// <summary>Asks for the next piece of the adopted log.</summary>
    internal void Fetch(BallotLog log, Effects effects) =>
        effects.Send(Address.Acceptor(Source), new Fetch(Ballot, log.Last, log.Adopted));

    /// <summary>Up to where an acceptor's log is known, by its promise, to be the ballot's.</summary>
    public LogIndex AgreedBy(Promise promise)
    {
        if (promise.Accepted == Ballot)
            return promise.Last;
        return promise.Accepted == _ahead!.Accepted
            ? LogIndex.Max(promise.Committed, LogIndex.Min(promise.Last, _ahead.Last))
            : promise.Committed;
    }

    /// <summary>Whether enough members have promised.</summary>
    protected virtual bool HasPromises(IReadOnlySet<NodeId> promised) => quorum.IsPhase1(promised);

    /// <summary>Whose log phase 1 adopts.</summary>
    protected virtual Progress Newest(IReadOnlyList<Progress> promised) =>
        promised.MaxBy(p => (p.Promise!.Accepted, p.Promise.Last.Value, p.Promise.Committed.Value, p.Member == self))!;
}
