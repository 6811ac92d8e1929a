using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>What kind of answer a request should get.</summary>
public readonly record struct ExpectedAnswer(Owner Request, Type Kind);

/// <summary>
/// The lock service as one would explain it at a blackboard: a line of owners for each lock, the first of whom holds it. Written apart from
/// the product's tables, to compare them with. It does not invent tokens: it takes over the ones it sees.
/// </summary>
public sealed class ReferenceLocks(TableLimits limits)
{
    private readonly SortedDictionary<SessionId, Session> _sessions = [];
    private readonly SortedDictionary<string, List<Owner>> _lines = new(StringComparer.Ordinal);
    private readonly List<ExpectedAnswer> _answers = [];

    private sealed class Session
    {
        public Dictionary<long, Type> Answers { get; } = [];

        public long Forgotten { get; set; }
    }

    /// <summary>The locks that somebody holds or waits for.</summary>
    public IEnumerable<string> Names => _lines.Where(l => l.Value.Count > 0).Select(l => l.Key);

    public bool IsOpen(SessionId session) => _sessions.ContainsKey(session);

    /// <summary>The holder, then those who wait.</summary>
    public IReadOnlyList<Owner> Line(string name) => _lines.TryGetValue(name, out var line) ? line : [];

    /// <param name="index">Where the command stands.</param>
    /// <param name="command">The command.</param>
    /// <param name="tokens">The token with which each lock is held before it.</param>
    /// <returns>The answers it should give, in any order.</returns>
    public IReadOnlyList<ExpectedAnswer> Carry(LogIndex index, Command command, Func<string, FencingToken?> tokens)
    {
        _answers.Clear();
        switch (command)
        {
            case OpenSession when _sessions.Count < limits.Sessions:
                _sessions.Add(new SessionId(index.Value), new Session());
                break;
            case CloseSession close:
                End(close.Session);
                break;
            case ExpireSession expire:
                End(expire.Session);
                break;
            case SessionRequest request:
                Carry(request, tokens);
                break;
        }

        return [.. _answers];
    }

    private bool IsFull(SessionId session)
    {
        var owners = _lines.Values.SelectMany(l => l).ToList();
        return owners.Count >= limits.Requests || owners.Count(o => o.Session == session) >= limits.RequestsOfSession;
    }

    private void End(SessionId session)
    {
        _sessions.Remove(session);
        foreach (var name in Names.ToList())
            Leave(name, o => o.Session == session);
    }

    private void Leave(string name, Predicate<Owner> who)
    {
        var line = _lines[name];
        var holder = line[0];
        line.RemoveAll(who);
        if (line.Count > 0 && line[0] != holder)
            _answers.Add(new ExpectedAnswer(line[0], typeof(Granted)));
    }

    private void Carry(SessionRequest request, Func<string, FencingToken?> tokens)
    {
        if (!_sessions.TryGetValue(request.Session, out var session) || request.Sequence <= session.Forgotten
            || request.Sequence > session.Forgotten + SessionTable.Window)
            return;
        if (!session.Answers.TryGetValue(request.Sequence, out var answer))
        {
            answer = Carry(session, request, tokens);
            session.Answers.Add(request.Sequence, answer);
        }

        _answers.Add(new ExpectedAnswer(new Owner(request.Session, request.Sequence), answer));
        session.Forgotten = Math.Max(session.Forgotten, request.Acknowledged);
    }

    private Type Carry(Session session, SessionRequest request, Func<string, FencingToken?> tokens)
    {
        var owner = new Owner(request.Session, request.Sequence);
        var name = request.Body.Name;
        if (!_lines.TryGetValue(name, out var line))
            _lines.Add(name, line = []);
        switch (request.Body)
        {
            case Acquire when name.Length == 0:
                return typeof(BadName);
            case Acquire acquire:
                if (line.Count > 0 && !acquire.Waits)
                    return typeof(Denied);
                if (IsFull(request.Session))
                    return typeof(TooManyRequests);
                line.Add(owner);
                return line.Count == 1 ? typeof(Granted) : typeof(Queued);
            case Release release:
                if (line.Count == 0 || line[0].Session != request.Session || tokens(name) != release.Token)
                    return typeof(NotHeld);
                var holder = line[0];
                Leave(name, o => o == holder);
                return typeof(Released);
            case CancelAcquire cancel:
                var cancelled = new Owner(request.Session, cancel.Sequence);
                if (line.Count > 0 && line[0] == cancelled)
                    return typeof(Granted);
                line.Remove(cancelled);
                session.Answers.TryAdd(cancel.Sequence, typeof(Cancelled));
                return typeof(Cancelled);
            default:
                throw new InvalidOperationException($"the reference does not know {request.Body}");
        }
    }
}
