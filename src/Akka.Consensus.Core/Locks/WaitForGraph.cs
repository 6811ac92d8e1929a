namespace Akka.Consensus.Core.Locks;

/// <summary>
/// Who waits for whom. A claim waits for each holder that must go before it can hold, and for whoever is next before it in line. An owner that waits for
/// itself, through others, would wait for ever.
/// </summary>
/// <remarks>
/// The wait-for graph of Holt, "Some Deadlock Properties of Computer Systems" (1972), §3, for the case where every edge must go. Of a semaphore only a holder
/// without whose permits it cannot be done counts, so what is found is a deadlock; several holders of whom any one would do are not looked through.
/// </remarks>
internal sealed class WaitForGraph(Func<Party, IReadOnlyList<Claim>> claimsOf)
{
    /// <summary>A step of a circle: an owner, and the lock for which it waits.</summary>
    public readonly record struct Step(Party Waiter, string Name);

    /// <summary>The shortest way from an owner back to itself; null if there is none.</summary>
    public IReadOnlyList<Step>? FindCycle(Party from)
    {
        var reachedBy = new Dictionary<Party, Step>();
        var next = new Queue<Party>([from]);
        while (next.TryDequeue(out var waiter))
        {
            foreach (var (blocker, name) in Blockers(waiter))
            {
                if (!reachedBy.TryAdd(blocker, new Step(waiter, name)))
                    continue;
                if (blocker == from)
                    return WayBack(from, reachedBy);
                next.Enqueue(blocker);
            }
        }

        return null;
    }

    private static List<Step> WayBack(Party from, Dictionary<Party, Step> reachedBy)
    {
        var steps = new List<Step>();
        var party = from;
        do
        {
            var step = reachedBy[party];
            steps.Add(step);
            party = step.Waiter;
        }
        while (party != from);
        steps.Reverse();
        return steps;
    }

    private IEnumerable<(Party Blocker, string Name)> Blockers(Party waiter)
    {
        foreach (var claim in claimsOf(waiter).Where(c => !c.IsHeld))
        {
            foreach (var place in claim.Places)
            {
                foreach (var holder in place.Lock.Holders.Where(h => place.Lock.IsBarredBy(h, claim)))
                    yield return (holder.Party, place.Lock.Name);
                var before = place.InLine?.Previous;
                while (before is not null && before.Value.Party == waiter)
                    before = before.Previous;
                if (before is not null)
                    yield return (before.Value.Party, place.Lock.Name);
            }
        }
    }
}
