namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>
/// Answers "am I still the leader?" without clocks: a round that began after the question, answered by a phase-2 quorum, says that at
/// some moment after the question no higher ballot could have been promised by a phase-1 quorum.
/// </summary>
/// <remarks>The ReadIndex of Ongaro, "Consensus: Bridging Theory and Practice" (2014), §6.4; many questions ride on one round.</remarks>
public sealed class QuorumRounds(Quorum quorum)
{
    private readonly Dictionary<NodeId, long> _answered = [];

    /// <summary>The number of the newest round.</summary>
    public long Begun { get; private set; }

    /// <summary>The newest round that a quorum has answered. Everything asked before that round began is settled.</summary>
    public long Confirmed { get; private set; }

    /// <summary>Whether a round is under way.</summary>
    public bool IsOpen => Confirmed < Begun;

    /// <summary>Begins a round.</summary>
    /// <returns>Its number, for the messages that ask.</returns>
    public long Begin() => ++Begun;

    /// <summary>A member answered a round, and with it every earlier one.</summary>
    public void Answer(NodeId member, long round)
    {
        Invariant.Require(round <= Begun, "a round is answered after it began");
        _answered[member] = Math.Max(_answered.GetValueOrDefault(member), round);
        Confirmed = Math.Max(Confirmed, quorum.ReachedInPhase2(m => _answered.GetValueOrDefault(m)));
    }
}
