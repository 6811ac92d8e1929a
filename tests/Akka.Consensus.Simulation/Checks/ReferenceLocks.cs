using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>What kind of answer a request should get.</summary>
public readonly record struct ExpectedAnswer(Owner Request, Type Kind);

/// <summary>
/// The lock service as one would explain it at a blackboard: for each name those who have it and a line of those who want it. Written apart from
/// the product's tables, to compare them with. It does not invent tokens: it takes over the ones it sees.
/// </summary>
public sealed class ReferenceLocks(TableLimits limits)
{
    private readonly SortedDictionary<SessionId, Session> _sessions = [];
    private readonly ReferenceLines _lines = new();
    private readonly List<ExpectedAnswer> _answers = [];

    private sealed class Session
    {
        public Dictionary<long, Type> Answers { get; } = [];

        public long Forgotten { get; set; }
    }

    /// <summary>The locks that somebody holds.</summary>
    public IEnumerable<string> Held => _lines.Names.Where(n => _lines.Holders(n).Count > 0);

    /// <summary>The locks that somebody waits for.</summary>
    public IEnumerable<string> Awaited => _lines.Names.Where(n => _lines.Waiting(n).Count > 0);

    public bool IsOpen(SessionId session) => _sessions.ContainsKey(session);

    public IReadOnlyList<ReferenceClaim> Holders(string name) => _lines.Holders(name);

    public IReadOnlyList<ReferenceClaim> Waiting(string name) => _lines.Waiting(name);

    /// <summary>Whether nobody gets a lock for now, because its last holder was lost.</summary>
    public bool IsKeptBack(string name) => _lines.IsKeptBack(name);

    /// <summary>Whether somebody who waits could have all that he waits for.</summary>
    public bool IsAnyoneServable => _lines.NextServable() is not null;

    /// <param name="index">Where the command stands.</param>
    /// <param name="command">The command.</param>
    /// <param name="tokens">The token with which a request holds a lock before it.</param>
    /// <returns>The answers it should give, in any order.</returns>
    public IReadOnlyList<ExpectedAnswer> Carry(LogIndex index, Command command, Func<string, Owner, FencingToken?> tokens)
    {
        _answers.Clear();
        switch (command)
        {
            case OpenSession when _sessions.Count < limits.Sessions:
                _sessions.Add(new SessionId(index.Value), new Session());
                break;
            case CloseSession close:
                End(close.Session, isLost: false, tokens);
                break;
            case ExpireSession expire:
                End(expire.Session, isLost: true, tokens);
                break;
            case EndDelay end:
                _lines.EndDelay(end.Token);
                Serve();
                break;
            case SessionRequest request:
                Carry(request, tokens);
                break;
        }

        return [.. _answers];
    }

    private void End(SessionId session, bool isLost, Func<string, Owner, FencingToken?> tokens)
    {
        _sessions.Remove(session);
        foreach (var claim in _lines.All.Where(c => c.Owner.Session == session).ToList())
            Remove(claim, isLost, tokens);
        Serve();
    }

    private void Remove(ReferenceClaim claim, bool isLost, Func<string, Owner, FencingToken?> tokens)
    {
        if (isLost && claim.IsHeld && claim.Request.Delay > TimeSpan.Zero)
        {
            foreach (var demand in claim.Request.Demands)
                _lines.KeepBack(demand.Name, tokens(demand.Name, claim.Owner)!.Value);
        }

        _lines.Remove(claim);
    }

    private void Serve()
    {
        while (_lines.NextServable() is { } next)
        {
            _lines.Grant(next);
            _answers.Add(new ExpectedAnswer(next.Owner, typeof(Granted)));
        }
    }

    private void Carry(SessionRequest request, Func<string, Owner, FencingToken?> tokens)
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

    private Type Carry(Session session, SessionRequest request, Func<string, Owner, FencingToken?> tokens)
    {
        switch (request.Body)
        {
            case Acquire acquire:
                return Acquire(new ReferenceClaim(new Owner(request.Session, request.Sequence), acquire));
            case Release release:
                var held = _lines.Find(new Owner(request.Session, release.Sequence));
                if (held is not { IsHeld: true } || held.Request.Name != release.Name || tokens(release.Name, held.Owner) != release.Token)
                    return typeof(NotHeld);
                Remove(held, isLost: false, tokens);
                Serve();
                return typeof(Released);
            case CancelAcquire cancel:
                if (_lines.Find(new Owner(request.Session, cancel.Sequence)) is { } claim)
                {
                    if (claim.IsHeld)
                        return typeof(Granted);
                    _lines.Remove(claim);
                    Serve();
                }

                session.Answers.TryAdd(cancel.Sequence, typeof(Cancelled));
                return typeof(Cancelled);
            case ForceRelease force:
                return TakeAway(force, tokens);
            default:
                throw new InvalidOperationException($"the reference does not know {request.Body}");
        }
    }

    private Type Acquire(ReferenceClaim claim)
    {
        if (claim.Request.Demands.Any(d => d.Name.Length == 0))
            return typeof(BadName);
        foreach (var demand in claim.Request.Demands)
        {
            if (_lines.PermitsOf(demand.Name) is { } permits && permits != demand.Permits)
                return typeof(Mismatch);
            if (demand.Permits == 0 && _lines.Holders(demand.Name).Count(h => h.IsOf(claim)) >= limits.Reentries)
                return typeof(TooManyReentries);
        }

        if (!_lines.IsServableAtOnce(claim) && !claim.Request.Waits)
            return typeof(Denied);
        if (_lines.All.Count >= limits.Requests || _lines.All.Count(c => c.Owner.Session == claim.Owner.Session) >= limits.RequestsOfSession)
            return typeof(TooManyRequests);
        if (_lines.IsServableAtOnce(claim))
        {
            _lines.Grant(claim);
            return typeof(Granted);
        }

        _lines.Enqueue(claim);
        if (!_lines.WaitsForItself(claim))
            return typeof(Queued);
        _lines.Remove(claim);
        return typeof(Deadlock);
    }

    private Type TakeAway(ForceRelease force, Func<string, Owner, FencingToken?> tokens)
    {
        if (_lines.Holders(force.Name).FirstOrDefault(h => tokens(force.Name, h.Owner) == force.Token) is not { } found)
            return typeof(NotHeld);
        foreach (var claim in _lines.Holders(force.Name).Where(h => h.IsOf(found)).ToList())
        {
            Remove(claim, isLost: true, tokens);
            _answers.Add(new ExpectedAnswer(claim.Owner, typeof(Revoked)));
        }

        Serve();
        return typeof(Released);
    }
}
