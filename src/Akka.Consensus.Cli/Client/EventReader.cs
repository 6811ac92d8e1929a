using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>What happened, as far as the node that answered remembers it.</summary>
/// <param name="Since">It remembers all that came after this.</param>
/// <param name="Events">In the order of the log.</param>
internal sealed record Happenings(EventPosition Since, IReadOnlyList<LockEvent> Events);

/// <summary>Reads what happened, page by page.</summary>
/// <param name="locks">Whom to ask.</param>
/// <param name="name">Only what happened to this lock; null for all.</param>
internal sealed class EventReader(IReplicatedLocks locks, string? name)
{
    private static readonly EventPosition FarAway = EventPosition.After(new LogIndex(long.MaxValue));

    /// <summary>The next page.</summary>
    public Task<EventPage> NextAsync(EventPosition? after, CancellationToken stop) =>
        locks.ListEventsAsync(after, name, Consistency.Linearizable, Inquiry.Patience, stop);

    /// <summary>The place after all that has happened by now.</summary>
    public async Task<EventPosition> EndAsync(CancellationToken stop) => (await NextAsync(FarAway, stop)).UpTo;

    /// <summary>All that came after a place and has happened by now; null for all that is remembered.</summary>
    public async Task<Happenings> AllAsync(EventPosition? after, CancellationToken stop)
    {
        var end = await EndAsync(stop);
        var page = await NextAsync(after, stop);
        var events = new List<LockEvent>(page.Events);
        var since = page.Since;
        while (!page.IsComplete && page.UpTo < end)
        {
            page = await NextAsync(page.UpTo, stop);
            events.AddRange(page.Events);
        }

        return new Happenings(since, events);
    }

    /// <summary>The last of what happened.</summary>
    public async Task<Happenings> LastAsync(int count, CancellationToken stop)
    {
        // Of one lock the nodes find the events; of all locks there may be many, so they are looked for from the end.
        if (name is not null)
            return Last(await AllAsync(null, stop), count);
        var end = (await EndAsync(stop)).Index.Value;
        for (var back = 2L * count; ; back *= 4)
        {
            var after = EventPosition.After(new LogIndex(Math.Max(0, end - back)));
            var found = await AllAsync(after, stop);
            if (found.Events.Count >= count || after <= found.Since || back >= end)
                return Last(found, count);
        }
    }

    private static Happenings Last(Happenings found, int count) => found with { Events = [.. found.Events.TakeLast(count)] };
}
