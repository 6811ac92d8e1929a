using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Events;

/// <summary>
/// What happened to locks and sessions, as the node that leads publishes it to the topic <see cref="Topic"/> of Distributed PubSub, if
/// <c>akka.consensus.publish-events</c> is on. Sent once and never again: a message may be lost, and around a change of leader two nodes may tell the same.
/// </summary>
/// <param name="Group">The group's name.</param>
/// <param name="PublishedBy">The id of the node that published it.</param>
/// <param name="After">
/// Nothing lies between here and the first of the events. If this is after the last event that a subscriber has seen, it has missed some:
/// <see cref="Locks.IReplicatedLocks.ListEventsAsync"/> may still know them.
/// </param>
/// <param name="Events">In the order of the log; at least one.</param>
public sealed record PublishedLockEvents(string Group, string PublishedBy, EventPosition After, IReadOnlyList<LockEvent> Events)
{
    /// <summary>The topic.</summary>
    public const string Topic = "akka.consensus.locks";
}
