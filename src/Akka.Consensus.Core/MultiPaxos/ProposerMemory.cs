namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>
/// What a proposer remembers over a crash: the rounds that it may have used, and the voters' journals. By these it tells the voters whether their
/// journals are known, and which of their votes count. Not thread-safe.
/// </summary>
public class ProposerMemory(JournalBook journals)
{
    /// <summary>The highest round that this node may use: stored.</summary>
    public long ReservedRound { get; private set; }

    /// <summary>What is known of the voters' journals.</summary>
    public JournalBook Journals => journals;

    /// <summary>Takes back a stored event.</summary>
    public void Recover(Reserved reserved)
    {
        ReservedRound = Math.Max(ReservedRound, reserved.Round);
        journals.Recover(reserved.Journals);
    }

    /// <summary>Stores that the round is used, before any message tells of it.</summary>
    public virtual void Reserve(Ballot ballot, Effects effects)
    {
        Invariant.Require(ballot.Round > ReservedRound, "P3: a restarted proposer never uses a ballot again");
        ReservedRound = ballot.Round;
        Store(effects);
    }

    /// <summary>Stores what was learned of the journals, if it is much.</summary>
    public void StoreIfDue(Effects effects)
    {
        if (journals.IsDue)
            Store(effects);
    }

    /// <summary>A voter with a new journal asks to be known. It is told so when that is durable.</summary>
    public void Receive(Address from, Introduce introduce, Effects effects)
    {
        if (journals.Find(from.Node) is not { } known)
        {
            journals.Add(from.Node, introduce.Incarnation);
            Store(effects);
        }
        else if (known.Incarnation != introduce.Incarnation)
        {
            effects.Send(from, new Disown(known));
            return;
        }

        effects.SendWhenDurable(from, new Introduced(introduce.Incarnation));
    }

    /// <summary>Whether a promise comes from the journal that its node is known with. If not, it is told so, and stops if that is true.</summary>
    public bool Counts(NodeId from, Promise promise, Effects effects) =>
        Answer(from, journals.CountPromise(from, promise.Journal), effects);

    /// <summary>Whether a vote comes from the journal that its node is known with. If not, it is told so, and stops if that is true.</summary>
    public bool Counts(NodeId from, Accepted vote, Effects effects) =>
        Answer(from, journals.CountVote(from, vote.Journal, vote.Round), effects);

    private bool Answer(NodeId from, bool counts, Effects effects)
    {
        if (!counts && journals.Find(from) is { } known)
            effects.Send(Address.Acceptor(from), new Disown(known));
        return counts;
    }

    private void Store(Effects effects)
    {
        effects.Persist(new Reserved(ReservedRound, journals.Journals));
        journals.Stored();
    }
}
