using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Locks;

/// <summary>A request that holds a lock or waits for one: an owner.</summary>
/// <param name="Session">Whose request.</param>
/// <param name="Sequence">The number of the acquire within the session.</param>
public readonly record struct Owner(SessionId Session, long Sequence);

/// <summary>A lock was given to a request that waited for it.</summary>
public readonly record struct Grant(Owner Owner, FencingToken Token);

/// <summary>Who holds a lock, and how many wait.</summary>
public readonly record struct LockView(string Name, Owner Holder, FencingToken Token, int Waiting);

/// <summary>The locks: who holds each, and who waits, first in first out. Deterministic; the same on every replica at the same index.</summary>
public class LockTable(TableLimits limits)
{
    private readonly SortedDictionary<string, Lock> _locks = new(StringComparer.Ordinal);
    private readonly Dictionary<SessionId, SortedDictionary<long, string>> _requests = [];
    private int _count;
    private long _lastNumber;

    private sealed class Lock(Owner holder, FencingToken token)
    {
        public Owner Holder { get; set; } = holder;

        public FencingToken Token { get; set; } = token;

        public LinkedList<Owner> Waiting { get; } = [];
    }

    /// <summary>How much it takes in.</summary>
    public TableLimits Limits => limits;

    /// <summary>How many requests hold or await a lock.</summary>
    public int Count => _count;

    /// <summary>Gives the lock to a new owner, or puts it in line.</summary>
    public LockAnswer Acquire(LogIndex index, Owner owner, Acquire request, Func<SessionId, string> describe)
    {
        if (!LockName.IsValid(request.Name))
            return new BadName();
        var isHeld = _locks.TryGetValue(request.Name, out var held);
        if (isHeld && !request.Waits)
            return new Denied(describe(held!.Holder.Session));
        if (!HasRoom(owner.Session))
            return new TooManyRequests();
        if (!isHeld)
        {
            var token = NextToken(index);
            _locks.Add(request.Name, new Lock(owner, token));
            Remember(owner, request.Name);
            return new Granted(token);
        }

        held!.Waiting.AddLast(owner);
        Remember(owner, request.Name);
        return new Queued(held.Waiting.Count);
    }

    /// <summary>Takes the lock from its holder, if the token is the holder's, and gives it to the first in line.</summary>
    public LockAnswer Release(LogIndex index, SessionId session, Release request, ICollection<Grant> grants)
    {
        if (!_locks.TryGetValue(request.Name, out var held) || !MayRelease(held.Holder, held.Token, session, request.Token))
            return new NotHeld();
        Free(index, request.Name, held, grants);
        return new Released();
    }

    /// <summary>Takes a waiting request out of the line. One that was granted meanwhile keeps the lock, and the answer says so.</summary>
    public LockAnswer Cancel(SessionId session, CancelAcquire request)
    {
        var owner = new Owner(session, request.Sequence);
        if (!_requests.TryGetValue(session, out var requests) || !requests.TryGetValue(request.Sequence, out var name))
            return new Cancelled();
        var held = _locks[name];
        if (held.Holder == owner)
            return new Granted(held.Token);
        if (LeaveLine(held.Waiting, owner))
            Forget(owner);
        return new Cancelled();
    }

    /// <summary>Frees all that a session holds, and takes it out of every line.</summary>
    public void EndSession(LogIndex index, SessionId session, ICollection<Grant> grants)
    {
        if (!_requests.Remove(session, out var requests))
            return;
        _count -= requests.Count;

        // First out of every line: what it holds must not pass to another request of the same session.
        foreach (var (sequence, name) in requests)
            _locks[name].Waiting.Remove(new Owner(session, sequence));
        foreach (var (sequence, name) in requests)
        {
            if (_locks.TryGetValue(name, out var held) && held.Holder == new Owner(session, sequence))
                Free(index, name, held, grants);
        }
    }

    /// <summary>The token of a lock that this owner holds; null if it does not hold one.</summary>
    public FencingToken? TokenOf(Owner owner)
    {
        return _requests.TryGetValue(owner.Session, out var requests) && requests.TryGetValue(owner.Sequence, out var name)
            && _locks[name].Holder == owner
            ? _locks[name].Token
            : null;
    }

    /// <summary>The locks that are held, in the order of their names' characters, after a name.</summary>
    public IEnumerable<LockView> View(string? only, string after)
    {
        if (only is not null)
        {
            if (_locks.TryGetValue(only, out var one))
                yield return new LockView(only, one.Holder, one.Token, one.Waiting.Count);
            yield break;
        }

        foreach (var (name, held) in _locks)
        {
            if (string.CompareOrdinal(name, after) > 0)
                yield return new LockView(name, held.Holder, held.Token, held.Waiting.Count);
        }
    }

    /// <summary>Those who wait for a lock, first in line first.</summary>
    public IReadOnlyCollection<Owner> WaitingFor(string name) => _locks.TryGetValue(name, out var held) ? held.Waiting : [];

    /// <summary>Writes all of it into a snapshot.</summary>
    public virtual void Write(StateWriter writer)
    {
        WriteToken(writer, _lastNumber);
        writer.Write(_locks.Count);
        foreach (var (name, held) in _locks)
        {
            writer.Write(name);
            Write(writer, held.Holder);
            WriteToken(writer, held.Token.Value);
            writer.Write(held.Waiting.Count);
            foreach (var waiting in held.Waiting)
                Write(writer, waiting);
        }
    }

    /// <summary>Becomes what a snapshot says.</summary>
    public void Read(StateReader reader)
    {
        _locks.Clear();
        _requests.Clear();
        _count = 0;
        _lastNumber = reader.ReadNumber();
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var name = reader.ReadText();
            var held = new Lock(ReadOwner(reader), new FencingToken(reader.ReadNumber()));
            _locks.Add(name, held);
            Remember(held.Holder, name);
            for (var waiting = reader.ReadCount(); waiting > 0; waiting--)
            {
                var owner = ReadOwner(reader);
                held.Waiting.AddLast(owner);
                Remember(owner, name);
            }
        }
    }

    /// <summary>Whether a release is the holder's own.</summary>
    protected virtual bool MayRelease(Owner holder, FencingToken held, SessionId session, FencingToken token) =>
        holder.Session == session && held == token;

    /// <summary>Takes a request out of the line.</summary>
    protected virtual bool LeaveLine(LinkedList<Owner> line, Owner owner) => line.Remove(owner);

    private void Free(LogIndex index, string name, Lock held, ICollection<Grant> grants)
    {
        Forget(held.Holder);
        if (held.Waiting.First is not { } first)
        {
            _locks.Remove(name);
            return;
        }

        held.Waiting.RemoveFirst();
        held.Holder = first.Value;
        held.Token = NextToken(index);
        grants.Add(new Grant(held.Holder, held.Token));
    }

    /// <summary>One entry may grant several locks, and each needs a token of its own; the index of a later entry may be used up by then.</summary>
    protected virtual FencingToken NextToken(LogIndex index)
    {
        _lastNumber = Math.Max(_lastNumber + 1, index.Value);
        return FencingToken.Of(0, _lastNumber);
    }

    /// <summary>Writes a token, or the number of the newest one, into a snapshot (S4).</summary>
    protected virtual void WriteToken(StateWriter writer, long token) => writer.Write(token);

    private static void Write(StateWriter writer, Owner owner)
    {
        writer.Write(owner.Session.Value);
        writer.Write(owner.Sequence);
    }

    private static Owner ReadOwner(StateReader reader) => new(new SessionId(reader.ReadNumber()), reader.ReadNumber());

    private bool HasRoom(SessionId session) =>
        _count < limits.Requests && (!_requests.TryGetValue(session, out var own) || own.Count < limits.RequestsOfSession);

    private void Remember(Owner owner, string name)
    {
        if (!_requests.TryGetValue(owner.Session, out var requests))
            _requests.Add(owner.Session, requests = []);
        requests.Add(owner.Sequence, name);
        _count++;
    }

    private void Forget(Owner owner)
    {
        if (!_requests.TryGetValue(owner.Session, out var requests))
            return;
        if (requests.Remove(owner.Sequence))
            _count--;
        if (requests.Count == 0)
            _requests.Remove(owner.Session);
    }
}
