using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>An acquire that holds or waits.</summary>
public sealed class ReferenceClaim(Owner owner, Acquire request)
{
    public Owner Owner => owner;

    public Acquire Request => request;

    public bool IsHeld { get; set; }

    public bool Wants(string name) => request.Demands.Any(d => d.Name == name);

    public LockDemand Demand(string name) => request.Demands.First(d => d.Name == name);

    /// <summary>Whether both were made in one name.</summary>
    public bool IsOf(ReferenceClaim other) =>
        other.Owner == owner || (request.Party > 0 && other.Owner.Session == owner.Session && other.Request.Party == request.Party);
}

/// <summary>Who has and who wants what: lists, looked through from the beginning each time.</summary>
public sealed class ReferenceLines
{
    private readonly SortedDictionary<string, List<ReferenceClaim>> _holders = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<ReferenceClaim>> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<FencingToken, string> _keptBack = [];
    private readonly Dictionary<string, int> _formerPermits = [];

    public IEnumerable<string> Names => _holders.Keys.Union(_waiting.Keys).Order(StringComparer.Ordinal);

    public IReadOnlyList<ReferenceClaim> All => [.. _holders.Values.Concat(_waiting.Values).SelectMany(c => c).Distinct()];

    public IReadOnlyList<ReferenceClaim> Holders(string name) => _holders.TryGetValue(name, out var holders) ? holders : [];

    public IReadOnlyList<ReferenceClaim> Waiting(string name) => _waiting.TryGetValue(name, out var waiting) ? waiting : [];

    public ReferenceClaim? Find(Owner owner) => All.FirstOrDefault(c => c.Owner == owner);

    public bool IsKeptBack(string name) => _keptBack.ContainsValue(name);

    public void KeepBack(string name, FencingToken token) => _keptBack.TryAdd(token, name);

    public void EndDelay(FencingToken token) => _keptBack.Remove(token);

    /// <summary>As what a name is in use: so many permits, 0 for a lock; null if it is not in use.</summary>
    public int? PermitsOf(string name)
    {
        if (Holders(name).Concat(Waiting(name)).FirstOrDefault() is { } user)
            return user.Demand(name).Permits;
        return _keptBack.ContainsValue(name) ? _formerPermits[name] : null;
    }

    public void Grant(ReferenceClaim claim)
    {
        claim.IsHeld = true;
        foreach (var demand in claim.Request.Demands)
        {
            if (_waiting.TryGetValue(demand.Name, out var waiting))
                waiting.Remove(claim);
            ListOf(_holders, demand.Name).Add(claim);
            _formerPermits[demand.Name] = demand.Permits;
        }
    }

    public void Enqueue(ReferenceClaim claim)
    {
        foreach (var demand in claim.Request.Demands)
        {
            var line = ListOf(_waiting, demand.Name);
            var hasPart = demand.Permits == 0 && Holders(demand.Name).Any(h => h.IsOf(claim));
            var place = hasPart ? line.TakeWhile(w => Holders(demand.Name).Any(h => h.IsOf(w))).Count() : line.Count;
            line.Insert(place, claim);
        }
    }

    public void Remove(ReferenceClaim claim)
    {
        foreach (var list in _holders.Values.Concat(_waiting.Values))
            list.Remove(claim);
    }

    /// <summary>Somebody who waits, is first wherever he waits, and could have all of it.</summary>
    public ReferenceClaim? NextServable() => All.Where(c => !c.IsHeld)
        .FirstOrDefault(c => c.Request.Demands.All(d => Waiting(d.Name)[0] == c && IsFree(c, d)));

    /// <summary>Whether somebody who just came could have all of it: nobody is overtaken but by who has a part already.</summary>
    public bool IsServableAtOnce(ReferenceClaim claim) => claim.Request.Demands.All(d =>
        IsFree(claim, d) && (Waiting(d.Name).Count == 0 || (d.Permits == 0 && Holders(d.Name).Any(h => h.IsOf(claim)))));

    private bool IsFree(ReferenceClaim claim, LockDemand demand)
    {
        var name = demand.Name;
        if (demand.Permits > 0)
            return !IsKeptBack(name) && Holders(name).Sum(h => h.Demand(name).Count) + demand.Count <= demand.Permits;
        var own = Holders(name).Where(h => h.IsOf(claim)).Select(h => h.Demand(name).Mode).ToList();
        if (own.Any(m => m == LockMode.Exclusive || m == demand.Mode || demand.Mode == LockMode.Shared))
            return true;
        return !IsKeptBack(name) && Holders(name).Where(h => !h.IsOf(claim)).All(h => AreCompatible(h.Demand(name).Mode, demand.Mode));
    }

    public static bool AreCompatible(LockMode one, LockMode other) =>
        one != LockMode.Exclusive && other != LockMode.Exclusive && (one == LockMode.Shared || other == LockMode.Shared);

    /// <summary>Whether an owner waits for someone who waits for ... him.</summary>
    public bool WaitsForItself(ReferenceClaim claim)
    {
        var seen = new List<ReferenceClaim>();
        var next = new List<ReferenceClaim>(All.Where(c => !c.IsHeld && c.IsOf(claim)));
        while (next.Count > 0)
        {
            var blockers = next.SelectMany(BlockersOf).Distinct().ToList();
            if (blockers.Any(b => b.IsOf(claim)))
                return true;
            next = [.. All.Where(c => !c.IsHeld && !seen.Contains(c) && blockers.Any(b => b.IsOf(c)))];
            seen.AddRange(next);
        }

        return false;
    }

    private IEnumerable<ReferenceClaim> BlockersOf(ReferenceClaim waiter)
    {
        foreach (var demand in waiter.Request.Demands)
        {
            var name = demand.Name;
            foreach (var before in Waiting(name).TakeWhile(w => w != waiter).Where(w => !w.IsOf(waiter)))
                yield return before;
            foreach (var holder in Holders(name))
            {
                var isInTheWay = demand.Permits > 0
                    ? holder.Demand(name).Count + demand.Count > demand.Permits
                    : !holder.IsOf(waiter) && !AreCompatible(holder.Demand(name).Mode, demand.Mode);
                if (isInTheWay)
                    yield return holder;
            }
        }
    }

    private static List<ReferenceClaim> ListOf(SortedDictionary<string, List<ReferenceClaim>> lists, string name)
    {
        if (!lists.TryGetValue(name, out var list))
            lists.Add(name, list = []);
        return list;
    }
}
