namespace Akka.Consensus.Core;

/// <summary>
/// One Paxos role on one node: a deterministic state machine that a shell drives. Not thread-safe. The order of calls is
/// <see cref="Recover"/> for each stored event, <see cref="Start"/>, then <see cref="Receive"/> and <see cref="Tick"/>.
/// </summary>
public interface IRole
{
    /// <summary>Takes back one stored event, in the order in which they were persisted.</summary>
    void Recover(IEvent stored);

    /// <summary>All events have been recovered: the role may act.</summary>
    /// <param name="now">The time on the node's monotonic clock.</param>
    /// <param name="effects">What to do.</param>
    void Start(TimeSpan now, Effects effects);

    /// <summary>Takes a message. Any message may be lost, doubled, late, or from an earlier life of its sender.</summary>
    void Receive(TimeSpan now, Address from, IMessage message, Effects effects);

    /// <summary>Time has passed. Called about once a heartbeat interval; the exact times do not matter for safety.</summary>
    void Tick(TimeSpan now, Effects effects);
}
