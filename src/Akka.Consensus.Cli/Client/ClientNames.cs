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

    // What is forgotten is asked for again.
    private const int MostNames = 65_536;

    private readonly Dictionary<SessionId, string?> _names = [];

    /// <summary>The client of a session; null if it is not known any more.</summary>
    public string? Find(SessionId session) => _names.GetValueOrDefault(session);

    /// <summary>Finds out about all sessions that the events tell of. A session that nobody remembers stays without a name.</summary>
    public async Task LearnAsync(IReadOnlyList<LockEvent> events, CancellationToken stop)
    {
        if (_names.Count > MostNames)
            _names.Clear();
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

    // A session's id is the place in the log at which it was opened; what happened to others soon after comes with the answer.
    private async Task LearnFromHistoryAsync(HashSet<SessionId> missing, CancellationToken stop)
    {
        var reader = new EventReader(locks, OfSessions);
        while (missing.Count > 0)
        {
            var first = missing.MinBy(s => s.Value);
            Note((await reader.NextAsync(EventPosition.After(new LogIndex(first.Value - 1)), stop)).Events);
            missing.ExceptWith(_names.Keys);
            missing.Remove(first);
        }
    }

    private void Note(IReadOnlyList<LockEvent> events)
    {
        foreach (var happened in events.Where(e => e.Owner.Sequence == 0 && e.Name.Length == 0))
            _names[happened.Owner.Session] = happened.Text;
    }

    private HashSet<SessionId> Missing(IReadOnlyList<LockEvent> events) =>
        [.. events.Select(e => e.Owner.Session).Where(s => s != default && !_names.ContainsKey(s))];
}
