namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>How far a participant has come in a transaction.</summary>
public enum BranchState
{
    /// <summary>The application prepares; the vote is open.</summary>
    Voting,

    /// <summary>It voted yes, durably, and is in doubt: it does what is decided, and until then keeps all it needs for both.</summary>
    Prepared,

    /// <summary>Of three-phase commit: it knows that all have voted yes.</summary>
    PreCommitted,

    /// <summary>It knows the decision, durably; the application carries it out.</summary>
    Finishing,

    /// <summary>It has done what was decided, and remembers that until nobody can ask any more.</summary>
    Done,
}

/// <summary>One transaction at one participant. Each protocol has its own. Not thread-safe.</summary>
public abstract class Participant(string name, Transaction transaction, Operation operation, CommitSettings settings)
{
    private int _unanswered;

    /// <summary>The participant's name.</summary>
    public string Name => name;

    /// <summary>The transaction.</summary>
    public Transaction Transaction => transaction;

    /// <summary>What is to be done.</summary>
    public Operation Operation => operation;

    /// <summary>How far it has come.</summary>
    public BranchState State { get; set; }

    /// <summary>The decision, once it is known.</summary>
    public Decision? Decision { get; private set; }

    /// <summary>Whether it waits for a decision, and cannot make one.</summary>
    public bool IsInDoubt => State is BranchState.Prepared or BranchState.PreCommitted;

    /// <summary>Since when it has been here, in this life.</summary>
    public TimeSpan Since { get; set; }

    /// <summary>When it last said something that it would say again if nobody answered.</summary>
    public TimeSpan AskedAt { get; set; }

    /// <summary>When the coordinator was last heard of.</summary>
    public TimeSpan HeardAt
    {
        get;
        set
        {
            field = value;
            _unanswered = 0;
        }
    }

    /// <summary>Whether it was in doubt already when this life of its process began.</summary>
    public bool HasRecovered { get; set; }

    /// <summary>The coordinator that told the decision, and has not been answered; null for none.</summary>
    public Address? ToldBy { get; set; }

    /// <summary>Whom it waits for.</summary>
    public virtual string Awaited => $"coordinator {transaction.Coordinator}";

    /// <summary>Whether the coordinator waits for the word that an abort was carried out.</summary>
    public virtual bool AcknowledgesAbort => false;

    /// <summary>Whether one that has nothing to commit may leave before the decision.</summary>
    public virtual bool MayVoteReadOnly => true;

    /// <summary>The coordinator of the transaction.</summary>
    protected Address Coordinator => new(Role.Coordinator, transaction.Coordinator.Value);

    /// <summary>The times.</summary>
    protected CommitSettings Settings => settings;

    /// <summary>Says how it votes.</summary>
    public virtual void SendVote(Vote vote, string? reason, Effects effects) =>
        effects.SendWhenDurable(Coordinator, new Voted(transaction, vote, reason));

    /// <summary>Says that it has done what was decided.</summary>
    public void SendAcknowledgement(Effects effects)
    {
        effects.SendWhenDurable(ToldBy ?? Acknowledger(), new Acknowledged(transaction, Decision!.Value));
        ToldBy = null;
    }

    /// <summary>The decision is known, and stored: tells others of it, if that is this one's task.</summary>
    public virtual void Announce(Effects effects)
    {
    }

    /// <summary>A fellow is in doubt, and so is this one.</summary>
    public virtual void Answer(Address fellow, Effects effects) => effects.Send(fellow, new Waiting(transaction.Id));

    /// <summary>Learns the decision.</summary>
    public virtual void Learn(Decision decision)
    {
        Invariant.Require(Decision is null || Decision == decision, "AC1: all who decide agree");
        Decision = decision;
    }

    /// <summary>Takes a message that only this protocol knows.</summary>
    public virtual void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
    }

    /// <summary>Time has passed.</summary>
    public void Tick(TimeSpan now, Effects effects)
    {
        if (now - AskedAt < settings.RetryInterval)
            return;
        AskedAt = now;
        if (IsInDoubt)
            Doubt(now, effects);
        else if (State == BranchState.Done)
            SendAcknowledgement(effects);
    }

    /// <summary>Who waits for the word that it has done what was decided, when nobody has asked.</summary>
    protected virtual Address Acknowledger() => Coordinator;

    /// <summary>Does what can be done to learn the decision.</summary>
    protected virtual void Doubt(TimeSpan now, Effects effects)
    {
        _unanswered++;
        effects.Send(Coordinator, new Inquire(transaction));
    }

    /// <summary>
    /// Whether the coordinator has left two questions unanswered: then others are asked too. That is safe if it lives, but not for nothing: one who has not
    /// voted yet refuses, and it is an abort.
    /// </summary>
    protected bool IsCoordinatorSilent => _unanswered >= 2;
}
