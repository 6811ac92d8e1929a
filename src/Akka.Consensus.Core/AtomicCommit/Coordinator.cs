namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>Brings one transaction to its end, for one node. Each protocol has its own. Not thread-safe.</summary>
public abstract class Coordinator(Transaction transaction, CommitSettings settings)
{
    private TimeSpan _sentAt;
    private string? _reason;

    /// <summary>The transaction.</summary>
    public Transaction Transaction => transaction;

    /// <summary>The decision, once there is one.</summary>
    public Decision? Decision { get; private set; }

    /// <summary>Why it was aborted.</summary>
    public string? Reason => Decision == AtomicCommit.Decision.Abort ? _reason : null;

    /// <summary>Whether nothing is left to do.</summary>
    public abstract bool IsOver { get; }

    /// <summary>The participants that it waits for.</summary>
    public abstract IReadOnlyCollection<string> Awaited { get; }

    /// <summary>Since when it has been under way here.</summary>
    public TimeSpan BegunAt { get; private set; }

    /// <summary>The time after which it is aborted, if not all have voted.</summary>
    protected TimeSpan Deadline { get; set; }

    /// <summary>What the participants are asked to do; empty where this coordinator only brings to an end what another began.</summary>
    protected IReadOnlyList<Operation> Operations { get; private set; } = [];

    /// <summary>Begins the transaction.</summary>
    public virtual void Begin(TimeSpan now, IReadOnlyList<Operation> operations, TimeSpan timeout, Effects effects)
    {
        Operations = operations;
        BegunAt = now;
        Deadline = now + timeout;
        SendNow(now, effects);
    }

    /// <summary>Takes back a commit that was stored.</summary>
    public virtual void Recover(TimeSpan now, CommitDecided stored) => BegunAt = now;

    /// <summary>Takes back a transaction that was begun, and not decided, before a crash.</summary>
    public virtual void RecoverUndecided(TimeSpan now) => BegunAt = now;

    /// <summary>Time has passed.</summary>
    public virtual void Tick(TimeSpan now, Effects effects)
    {
        if (now - _sentAt >= settings.RetryInterval)
            SendNow(now, effects);
    }

    /// <summary>Takes a message about the transaction.</summary>
    public abstract void Receive(TimeSpan now, Address from, IMessage message, Effects effects);

    /// <summary>The address of a participant.</summary>
    protected static Address At(string participant) => new(Role.Participant, participant);

    /// <summary>Sends everything that waits for an answer.</summary>
    protected abstract void Send(TimeSpan now, Effects effects);

    /// <summary>As <see cref="Send"/>; and it need not be sent again for a while.</summary>
    protected void SendNow(TimeSpan now, Effects effects)
    {
        _sentAt = now;
        Send(now, effects);
    }

    /// <summary>Asks one participant to prepare.</summary>
    protected virtual void SendPrepare(Address to, Prepare prepare, Effects effects) => effects.Send(to, prepare);

    /// <summary>The decision has been made.</summary>
    protected void Settle(Decision decision, string? reason = null)
    {
        Invariant.Require(Decision is null || Decision == decision, "AC4: a decision stays");
        Decision = decision;
        _reason ??= reason;
    }

    /// <summary>Asks the participants to prepare that have not voted.</summary>
    protected void SendPrepare(IReadOnlyCollection<string> awaited, Effects effects)
    {
        for (var i = 0; i < Operations.Count; i++)
        {
            if (awaited.Contains(transaction.Participants[i]))
                SendPrepare(At(transaction.Participants[i]), new Prepare(transaction, Operations[i]), effects);
        }
    }
}
