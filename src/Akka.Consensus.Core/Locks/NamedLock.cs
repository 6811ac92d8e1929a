namespace Akka.Consensus.Core.Locks;

/// <summary>One lock or semaphore: who has it, and who waits for it, in line. It exists only while somebody does either, or its last loss delays the next grant.</summary>
internal sealed class NamedLock(string name, int permits)
{
    private readonly List<Claim> _holders = new(1);
    private LinkedList<Claim>? _line;
    private int _exclusive;
    private int _upgradeable;
    private int _taken;

    public string Name => name;

    /// <summary>The permits of a semaphore; 0 for a lock.</summary>
    public int Permits => permits;

    /// <summary>Those who have it, in the order of their grants.</summary>
    public IReadOnlyList<Claim> Holders => _holders;

    /// <summary>Those who wait, first in line first.</summary>
    public IReadOnlyCollection<Claim> Line => _line ?? (IReadOnlyCollection<Claim>)[];

    public Claim? First => _line?.First?.Value;

    /// <summary>How many losses delay the next grant.</summary>
    public int Delays { get; set; }

    public bool IsIdle => _holders.Count == 0 && _line is null or { Count: 0 } && Delays == 0;

    /// <summary>Whether a claim can have its place beside those who hold.</summary>
    public bool HasRoomFor(Claim claim, in Place place)
    {
        var others = (Holders: _holders.Count, Exclusive: _exclusive, Upgradeable: _upgradeable);
        if (claim.Party.IsExplicit && place.Mode != LockMode.Permits)
        {
            var own = OwnOf(claim.Party);
            if (own.Best is { } best && Covers(best, place.Mode))
                return true;
            others = (others.Holders - own.Count, others.Exclusive - own.Exclusive, others.Upgradeable - own.Upgradeable);
        }

        return Delays == 0 && place.Mode switch
        {
            LockMode.Exclusive => others.Holders == 0,
            LockMode.Shared => others.Exclusive == 0,
            LockMode.Upgradeable => others.Exclusive == 0 && others.Upgradeable == 0,
            _ => _taken + place.Count <= permits,
        };
    }

    /// <summary>What a party has of it already.</summary>
    public (int Count, int Exclusive, int Upgradeable, LockMode? Best, FencingToken Token) OwnOf(Party party)
    {
        var (count, exclusive, upgradeable, token) = (0, 0, 0, default(FencingToken));
        if (!party.IsExplicit)
            return default;
        foreach (var holder in _holders.Where(h => h.Party == party))
        {
            ref var place = ref holder.At(this);
            count++;
            exclusive += place.Mode == LockMode.Exclusive ? 1 : 0;
            upgradeable += place.Mode == LockMode.Upgradeable ? 1 : 0;
            token = place.Token > token ? place.Token : token;
        }

        LockMode? best = count == 0 ? null : exclusive > 0 ? LockMode.Exclusive : upgradeable > 0 ? LockMode.Upgradeable : LockMode.Shared;
        return (count, exclusive, upgradeable, best, token);
    }

    /// <summary>Whether who has the one has the other with it.</summary>
    public static bool Covers(LockMode held, LockMode wanted) =>
        held == LockMode.Exclusive || wanted == LockMode.Shared || held == wanted;

    /// <summary>Whether a claim would not have to go on if this holder stayed: it, alone of those who hold, is one too many.</summary>
    public bool IsBarredBy(Claim holder, Claim claim)
    {
        if (holder.Party == claim.Party && permits == 0)
            return false;
        ref var wanted = ref claim.At(this);
        ref var held = ref holder.At(this);
        return wanted.Mode switch
        {
            LockMode.Exclusive => true,
            LockMode.Shared => held.Mode == LockMode.Exclusive,
            LockMode.Upgradeable => held.Mode is LockMode.Exclusive or LockMode.Upgradeable,
            _ => held.Count + wanted.Count > permits,
        };
    }

    public void Admit(Claim claim)
    {
        _holders.Add(claim);
        Count(claim, 1);
    }

    public void Dismiss(Claim claim)
    {
        if (_holders.Remove(claim))
            Count(claim, -1);
    }

    /// <summary>
    /// Puts a claim in line: at the end; or, if its party has a part of the lock already, before all who have none: they wait for that part in any case.
    /// </summary>
    /// <returns>How many are served before.</returns>
    public int Enqueue(Claim claim)
    {
        _line ??= new LinkedList<Claim>();
        ref var own = ref claim.At(this);
        if (claim.Party.IsExplicit && permits == 0 && OwnOf(claim.Party).Count > 0)
        {
            var (before, place) = (_line.First, 0);
            for (; before is not null && OwnOf(before.Value.Party).Count > 0; before = before.Next)
                place++;
            if (before is not null)
            {
                own.InLine = _line.AddBefore(before, claim);
                return place + 1;
            }
        }

        own.InLine = _line.AddLast(claim);
        return _line.Count;
    }

    /// <summary>Takes a claim in as a snapshot says: they come in the order in which they hold, or stand in line.</summary>
    public void Restore(Claim claim)
    {
        if (claim.IsHeld)
            Admit(claim);
        else
            claim.At(this).InLine = (_line ??= new LinkedList<Claim>()).AddLast(claim);
    }

    public void LeaveLine(Claim claim)
    {
        ref var own = ref claim.At(this);
        if (own.InLine is not { } place)
            return;
        _line!.Remove(place);
        own.InLine = null;
    }

    private void Count(Claim claim, int by)
    {
        ref var place = ref claim.At(this);
        _exclusive += place.Mode == LockMode.Exclusive ? by : 0;
        _upgradeable += place.Mode == LockMode.Upgradeable ? by : 0;
        _taken += by * place.Count;
    }
}
