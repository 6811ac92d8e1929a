namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>What a proposer knows of one acceptor, in its present ballot.</summary>
public sealed class Progress(NodeId member)
{
    /// <summary>Nothing of this ballot's log is known to be stored.</summary>
    public static readonly LogIndex Nothing = new(-1);

    private bool _wasHeardBefore;

    /// <summary>Whose progress this is.</summary>
    public NodeId Member { get; } = member;

    /// <summary>Its newest promise of this ballot; null while it has given none.</summary>
    public Promise? Promise { get; set; }

    /// <summary>Whether it is being sent the log. If not, it has no promise, or must first catch up.</summary>
    public bool IsReplicating { get; set; }

    /// <summary>Up to where its log is known, by its promise, to be this ballot's.</summary>
    public LogIndex Agreed { get; set; }

    /// <summary>Up to where the log was sent. Never below <see cref="Matched"/>.</summary>
    public LogIndex Sent { get; set; }

    /// <summary>Up to where it voted: the log of this ballot is durable there. <see cref="Nothing"/> before its first vote.</summary>
    public LogIndex Matched { get; private set; } = Nothing;

    /// <summary>Up to where its node has a durable snapshot.</summary>
    public LogIndex Snapshot { get; set; }

    /// <summary>Whether anything came from it since the last tick: to a silent one nothing is sent again.</summary>
    public bool WasHeard { get; set; }

    /// <summary>Whether it voted for something new since the last tick.</summary>
    public bool HasMoved { get; set; }

    /// <summary>Whether anything came from it in this tick or the one before: only such a one is of help to others.</summary>
    public bool IsAlive => WasHeard || _wasHeardBefore;

    /// <summary>A tick has passed.</summary>
    public void Tick()
    {
        _wasHeardBefore = WasHeard;
        WasHeard = HasMoved = false;
    }

    /// <summary>Takes note of a vote.</summary>
    public void Vote(LogIndex upTo)
    {
        if (upTo <= Matched)
            return;
        Matched = upTo;
        Sent = LogIndex.Max(Sent, upTo);
        HasMoved = true;
    }
}
