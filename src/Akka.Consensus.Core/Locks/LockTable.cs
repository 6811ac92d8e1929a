using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Locks;

/// <summary>
/// The locks: who holds each, and who waits, first in first out. Deterministic; the same on every replica at the same index.
/// </summary>
/// <remarks>
/// A request for several locks stands in all of their lines from one index on, and holds none before it is first in each and all are free. So no two such
/// requests can wait for each other, and whoever stands behind one waits for it as for any other.
/// </remarks>
public class LockTable(TableLimits limits)
{
    private readonly LockBook _locks = new();
    private readonly ClaimBook _claims = new();
    private readonly SortedDictionary<FencingToken, LockDelay> _delays = [];
    private readonly List<Notice> _notices = [];
    private readonly List<LockEvent> _events = [];
    private long _lastNumber;
    private string? _note;

    /// <summary>How much it takes in.</summary>
    public TableLimits Limits => limits;

    /// <summary>How many requests hold or await a lock.</summary>
    public int Count => _claims.Count;

    /// <summary>The names that are in use. A name that nobody holds or awaits is forgotten.</summary>
    public IReadOnlyCollection<string> Names => _locks.Names;

    /// <summary>The locks that nobody gets for a while, oldest grant first.</summary>
    public IReadOnlyCollection<LockDelay> Delays => _delays.Values;

    /// <summary>Changes whenever <see cref="Delays"/> does.</summary>
    public long DelayChanges { get; private set; }

    /// <summary>The time by the clock of this replica: what is applied from now on happened now. For people; nothing depends on it.</summary>
    public TimeSpan Now { get; set; }

    /// <summary>What owners must be told since the last <see cref="Clear"/>.</summary>
    public IReadOnlyList<Notice> Notices => _notices;

    /// <summary>What happened since the last <see cref="Clear"/>.</summary>
    public IReadOnlyList<LockEvent> Events => _events;

    /// <summary>What was to be told has been told.</summary>
    public void Clear()
    {
        _notices.Clear();
        _events.Clear();
    }

    /// <summary>Gives the locks to a new owner, or puts it in line for them.</summary>
    public LockAnswer Acquire(LogIndex index, Owner owner, Acquire request, Func<SessionId, string> describe)
    {
        if (!request.IsSound)
            return new BadName();
        var party = new Party(owner.Session, request.Party > 0 ? request.Party : -owner.Sequence);
        var claim = new Claim(owner, party, PlacesFor(request)) { Delay = request.Delay, Value = request.Value, Since = Now };
        if (Refusal(request, claim) is { } refusal)
            return refusal;
        var isFree = claim.Places.All(p => (p.Lock.First is null || MayPass(p.Lock, party)) && HasRoomFor(p.Lock, claim, p));
        if (!isFree && !request.Waits)
            return new Denied(BlockerOf(claim) is { } blocker ? describe(blocker) : "");
        if (!HasRoom(owner.Session))
            return new TooManyRequests();
        Remember(claim);
        if (isFree)
        {
            Hold(index, claim);
            return claim.Answer();
        }

        var position = claim.Places.Max(p => p.Lock.Enqueue(claim));
        if (_claims.IsAlone(claim) || new WaitForGraph(_claims.Of).FindCycle(party) is not { } cycle || !MustRefuse(owner))
        {
            Note(index, LockEventKind.Queued, claim);
            return new Queued(position);
        }

        Leave(claim);
        Serve(index, claim.Places);
        var text = CycleText.Of(cycle, describe);
        _events.Add(new LockEvent(index, LockEventKind.Deadlocked, request.Name, owner, default, text));
        return new Deadlock(text);
    }

    /// <summary>Takes from its holder what an acquire got, if the token is the holder's, and gives it to the first in line.</summary>
    public LockAnswer Release(LogIndex index, SessionId session, Release request)
    {
        if (_claims.Find(Releasing(session, request)) is not { IsHeld: true } claim || claim.Places[0].Lock.Name != request.Name
            || !MayRelease(claim.Token, request.Token))
            return new NotHeld();
        Note(index, LockEventKind.Released, claim, request.Note);
        _note = request.Note;
        Dismiss(claim, isLost: false);
        Serve(index, claim.Places);
        _note = null;
        return new Released();
    }

    /// <summary>Takes a waiting request out of its lines. One that was granted meanwhile keeps the lock, and the answer says so.</summary>
    public LockAnswer Cancel(LogIndex index, SessionId session, CancelAcquire request)
    {
        var owner = new Owner(session, request.Sequence);
        if (_claims.Find(owner) is not { } claim)
            return new Cancelled();
        if (claim.IsHeld)
            return claim.Answer();
        if (MayLeave(owner))
        {
            Note(index, LockEventKind.Cancelled, claim);
            Leave(claim);
            Serve(index, claim.Places);
        }

        return new Cancelled();
    }

    /// <summary>Takes a lock away from the owner that has it with a token: all that the owner has of it, and the other locks that it got with it.</summary>
    public LockAnswer Revoke(LogIndex index, ForceRelease request)
    {
        if (_locks.Find(request.Name) is not { } named || named.Holders.FirstOrDefault(h => h.At(named).Token == request.Token) is not { } found)
            return new NotHeld();
        var taken = named.Holders.Where(h => h.Party == found.Party).ToList();
        foreach (var claim in taken)
        {
            Note(index, LockEventKind.Revoked, claim, request.By);
            Dismiss(claim, isLost: true);
            _notices.Add(new Notice(claim.Owner, new Revoked(request.By)));
        }

        Serve(index, taken.SelectMany(c => c.Places));
        return new Released();
    }

    /// <summary>Frees all that a session holds, and takes it out of every line.</summary>
    /// <param name="index">Where in the log.</param>
    /// <param name="session">The session.</param>
    /// <param name="isLost">Whether it expired: then the next grant may have to wait.</param>
    public void EndSession(LogIndex index, SessionId session, bool isLost)
    {
        var claims = _claims.OfSession(session);

        // First out of every line: what it holds must not pass to another request of the same session.
        foreach (var claim in claims.Where(c => !c.IsHeld))
        {
            Note(index, LockEventKind.Cancelled, claim);
            Leave(claim);
        }

        foreach (var claim in claims.Where(c => c.IsHeld))
        {
            Note(index, isLost ? LockEventKind.Lost : LockEventKind.Released, claim);
            Dismiss(claim, isLost);
        }

        Serve(index, claims.SelectMany(c => c.Places));
    }

    /// <summary>The time is over for which a lost lock was kept back.</summary>
    public void EndDelay(LogIndex index, FencingToken token)
    {
        if (!_delays.Remove(token, out var delay))
            return;
        DelayChanges++;
        var named = _locks.Find(delay.Name)!;
        named.Delays--;
        _events.Add(new LockEvent(index, LockEventKind.DelayEnded, delay.Name, default, token, null));
        Serve(index, [new Place { Lock = named }]);
    }

    /// <summary>What a request that holds would be told; null if it does not hold.</summary>
    public Granted? GrantOf(Owner owner) => _claims.Find(owner) is { IsHeld: true } claim ? claim.Answer() : null;

    /// <summary>Where a request stands.</summary>
    public RequestState StateOf(Owner owner) =>
        _claims.Find(owner) is { } claim ? claim.IsHeld ? RequestState.Held : RequestState.Waiting : RequestState.Gone;

    /// <summary>How many requests of a session hold or await a lock.</summary>
    public int CountOf(SessionId session) => _claims.CountOf(session);

    /// <summary>The locks that are held, in the order of their names' characters, after a name.</summary>
    public IEnumerable<LockView> View(string? only, string after)
    {
        var locks = only is null ? _locks.After(after) : _locks.Find(only) is { } one ? [one] : [];
        return locks.Where(l => l.Holders.Count > 0).Select(View);
    }

    /// <summary>Those who hold a lock, in the order of their grants.</summary>
    public IEnumerable<ClaimView> HoldersOf(string name) =>
        _locks.Find(name) is { } named ? named.Holders.Select(c => View(named, c)) : [];

    /// <summary>Those who wait for a lock, first in line first.</summary>
    public IEnumerable<ClaimView> WaitingFor(string name) =>
        _locks.Find(name) is { } named ? named.Line.Select(c => View(named, c)) : [];

    /// <summary>Writes all of it into a snapshot.</summary>
    public virtual void Write(StateWriter writer)
    {
        WriteToken(writer, _lastNumber);
        new LockTableCodec(WriteToken).Write(writer, _locks.All, _locks.Names.Count, _delays.Values);
    }

    /// <summary>Becomes what a snapshot says.</summary>
    public void Read(StateReader reader)
    {
        _locks.Clear();
        _claims.Clear();
        _delays.Clear();
        Clear();
        DelayChanges++;
        _lastNumber = reader.ReadNumber();
        var (locks, claims, delays) = LockTableCodec.Read(reader);
        foreach (var named in locks)
            _locks.Add(named);
        foreach (var claim in claims)
            _claims.Add(claim);
        foreach (var delay in delays)
            Begin(delay);
    }

    /// <summary>Whose claim a release is about: the session's own, and nobody else's.</summary>
    protected virtual Owner Releasing(SessionId session, Release request) => new(session, request.Sequence);

    /// <summary>Whether a token that is shown releases a lock that is held with another, or the same.</summary>
    protected virtual bool MayRelease(FencingToken held, FencingToken shown) => held == shown;

    /// <summary>Whether a request that waits leaves its lines at its owner's wish.</summary>
    protected virtual bool MayLeave(Owner waiter) => true;

    /// <summary>Whether a request that would wait for itself is refused.</summary>
    protected virtual bool MustRefuse(Owner waiter) => true;

    /// <summary>Whether a lock that was lost is kept back for as long as its holder wished.</summary>
    protected virtual bool IsKeptBack(TimeSpan delay) => delay > TimeSpan.Zero;

    /// <summary>Whether a request may hold a lock beside those who hold it.</summary>
    /// <param name="mode">What it wants.</param>
    /// <param name="isFree">Whether those leave it room.</param>
    protected virtual bool MayShare(LockMode mode, bool isFree) => isFree;

    /// <summary>One entry may grant several locks, and each needs a token of its own; the index of a later entry may be used up by then.</summary>
    protected virtual FencingToken NextToken(LogIndex index)
    {
        _lastNumber = Math.Max(_lastNumber + 1, index.Value);
        return FencingToken.Of(0, _lastNumber);
    }

    /// <summary>Writes a token, or the number of the newest one, into a snapshot (S4).</summary>
    protected virtual void WriteToken(StateWriter writer, long token) => writer.Write(token);

    private static LockView View(NamedLock named)
    {
        var first = named.Holders[0];
        var place = first.At(named);
        return new LockView(named.Name, first.Owner, place.Token, named.Line.Count)
        {
            Mode = place.Mode,
            Holders = named.Holders.Count,
            Permits = named.Permits,
            Value = first.Value,
        };
    }

    private static ClaimView View(NamedLock named, Claim claim)
    {
        var place = claim.At(named);
        return new ClaimView(claim.Owner, Math.Max(0, claim.Party.Id), place.Mode, place.Count, place.Token, claim.Since, claim.Value);
    }

    /// <summary>Who has a part of a lock need not wait behind those who have none: they wait for it.</summary>
    private static bool MayPass(NamedLock named, Party party) => named.Permits == 0 && named.OwnOf(party).Count > 0;

    private bool HasRoomFor(NamedLock named, Claim claim, in Place place) => MayShare(place.Mode, named.HasRoomFor(claim, place));

    private Place[] PlacesFor(Acquire request)
    {
        if (request.Others.Count == 0)
            return [PlaceFor(new LockDemand(request.Name, request.Mode) { Count = request.Count, Permits = request.Permits })];
        return [.. request.Demands.Select(PlaceFor)];
    }

    private Place PlaceFor(LockDemand demand) => new()
    {
        Lock = _locks.Find(demand.Name) ?? new NamedLock(demand.Name, demand.Permits),
        Mode = demand.Mode,
        Count = demand.Count,
    };

    private LockAnswer? Refusal(Acquire request, Claim claim)
    {
        foreach (var demand in request.Demands)
        {
            if (_locks.Find(demand.Name) is not { } named)
                continue;
            if (named.Permits != demand.Permits)
                return new Mismatch(demand.Name, named.Permits);
            if (named.Permits == 0 && named.OwnOf(claim.Party).Count >= limits.Reentries)
                return new TooManyReentries(demand.Name);
        }

        return null;
    }

    private static SessionId? BlockerOf(Claim claim)
    {
        foreach (var place in claim.Places)
        {
            if (place.Lock.Holders.FirstOrDefault(h => place.Lock.IsBarredBy(h, claim)) is { } holder)
                return holder.Owner.Session;
        }

        return claim.Places.Select(p => p.Lock.First ?? (p.Lock.Holders is [var holder, ..] ? holder : null)).FirstOrDefault(c => c is not null)?.Owner.Session;
    }

    private void Hold(LogIndex index, Claim claim)
    {
        foreach (ref var place in claim.Places.AsSpan())
        {
            var own = place.Lock.Permits == 0 ? place.Lock.OwnOf(claim.Party) : default;
            place.Token = own.Best is { } best && NamedLock.Covers(best, place.Mode) ? own.Token : NextToken(index);
            place.Lock.LeaveLine(claim);
            place.Lock.Admit(claim);
        }

        claim.IsHeld = true;
        claim.Note = _note;
        claim.Since = Now;
        Note(index, LockEventKind.Granted, claim);
    }

    /// <summary>Serves those in line for locks of which something has become free.</summary>
    private void Serve(LogIndex index, IEnumerable<Place> places)
    {
        var changed = new Queue<NamedLock>(places.Select(p => p.Lock));
        while (changed.TryDequeue(out var named))
        {
            while (named.First is { } first && first.Places.All(p => p.Lock.First == first && HasRoomFor(p.Lock, first, p)))
            {
                Hold(index, first);
                _notices.Add(new Notice(first.Owner, first.Answer()));
                foreach (var other in first.Places.Where(p => p.Lock != named))
                    changed.Enqueue(other.Lock);
            }

            _locks.ForgetIfIdle(named);
        }
    }

    private void Leave(Claim claim)
    {
        foreach (var place in claim.Places)
            place.Lock.LeaveLine(claim);
        _claims.Remove(claim);
    }

    private void Dismiss(Claim claim, bool isLost)
    {
        foreach (var place in claim.Places)
        {
            place.Lock.Dismiss(claim);
            if (isLost && IsKeptBack(claim.Delay))
                Begin(new LockDelay(place.Token, place.Lock.Name, claim.Delay));
        }

        _claims.Remove(claim);
    }

    private void Begin(LockDelay delay)
    {
        if (!_delays.TryAdd(delay.Token, delay))
            return;
        DelayChanges++;
        _locks.Find(delay.Name)!.Delays++;
    }

    private bool HasRoom(SessionId session) => _claims.Count < limits.Requests && _claims.CountOf(session) < limits.RequestsOfSession;

    private void Remember(Claim claim)
    {
        foreach (var place in claim.Places)
            _locks.Add(place.Lock);
        _claims.Add(claim);
    }

    private void Note(LogIndex index, LockEventKind kind, Claim claim, string? text = null)
    {
        foreach (var place in claim.Places)
            _events.Add(new LockEvent(index, kind, place.Lock.Name, claim.Owner, place.Token, text ?? claim.Value));
    }
}
