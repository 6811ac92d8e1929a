using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Service;

namespace Akka.Consensus.Events;

/// <summary>
/// Publishes what this node's learner has newly applied, while this node leads. What it applies at other times, and reads back after a restart, it
/// passes over. Not thread-safe: it belongs to the learner's shell, over all its lives.
/// </summary>
/// <param name="group">The group's name.</param>
/// <param name="node">This node's id.</param>
/// <param name="leads">Whether this node leads now.</param>
/// <param name="publish">Sends a message to the topic.</param>
internal sealed class LockEventPublisher(string group, string node, Func<bool> leads, Action<PublishedLockEvents> publish)
{
    // Well within a frame of Akka.Remote.
    private const int MostBytes = 48 * 1024;

    private EventPosition _seen;

    /// <summary>Looks at what is new. To be called after each call of the learner: it remembers only so much.</summary>
    public void Publish(History history)
    {
        var newest = history.Newest;
        if (newest <= _seen)
            return;
        if (leads())
            Send(history.After(_seen), after: _seen < history.Since ? history.Since : _seen);
        _seen = newest;
    }

    private void Send(IEnumerable<LockEvent> events, EventPosition after)
    {
        var batch = new List<LockEvent>();
        var bytes = 0;
        foreach (var happened in events)
        {
            if (batch.Count > 0 && bytes + happened.Size > MostBytes)
            {
                publish(new PublishedLockEvents(group, node, after, batch));
                (after, batch, bytes) = (batch[^1].Position, [], 0);
            }

            batch.Add(happened);
            bytes += happened.Size;
        }

        if (batch.Count > 0)
            publish(new PublishedLockEvents(group, node, after, batch));
    }
}
