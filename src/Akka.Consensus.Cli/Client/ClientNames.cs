using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>Which clients are behind the sessions that events tell of.</summary>
internal sealed class ClientNames(IReplicatedLocks locks)
{
    // What happened to sessions has no lock's name.
    private const string OfSessions = "";

    private readonly Dictionary<SessionId, string?> _names = [];

    /// <summary>The client of a session; null if it is not known any more.</summary>
    public string? Find(SessionId session) => _names.GetValueOrDefault(session);

    /// <summary>Finds out about all sessions that the events tell of. A session that nobody remembers stays without a name.</summary>
    public async Task LearnAsync(IReadOnlyList<LockEvent> events, CancellationToken stop)
    {
        Note(events);
        if (Missing(events) is { Count: > 0 } missing)
            await LearnFromHistoryAsync(missing, stop);
        if (Missing(events) is not { Count: > 0 } still)
            return;
        foreach (var open in await locks.ListSessionsAsync(Inquiry.Patience, stop))
            _names[new SessionId(open.Session)] = open.Client;
        foreach (var unknown in still)
            _names.TryAdd(unknown, null);
    }

    // A session's id is the place in the log at which it was opened.
    private async Task LearnFromHistoryAsync(HashSet<SessionId> missing, CancellationToken stop)
    {
        var reader = new EventReader(locks, OfSessions);
        EventPage page;
        var after = EventPosition.After(new LogIndex(missing.Min(s => s.Value) - 1));
        do
        {
            page = await reader.NextAsync(after, stop);
            Note(page.Events);
            missing.ExceptWith(_names.Keys);
            after = page.UpTo;
        }
        while (missing.Count > 0 && !page.IsComplete);
    }

    private void Note(IReadOnlyList<LockEvent> events)
    {
        foreach (var happened in events.Where(e => e.Owner.Sequence == 0 && e.Name.Length == 0))
            _names[happened.Owner.Session] = happened.Text;
    }

    private HashSet<SessionId> Missing(IReadOnlyList<LockEvent> events) =>
        [.. events.Select(e => e.Owner.Session).Where(s => s != default && !_names.ContainsKey(s))];
}
