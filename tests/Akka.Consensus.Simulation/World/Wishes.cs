using System.Globalization;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Simulation.Faults;

namespace Akka.Consensus.Simulation.World;

/// <summary>What an application asks for: mostly one lock, all of it; else a part of one, permits, several at once, the same again.</summary>
public sealed class Wishes(Prng random, SwarmPlan plan)
{
    private const int Parties = 2;

    public Acquire Draw(bool waits)
    {
        if (random.Chance(3_000))
            return new Acquire("", waits);
        var request = !plan.HasAllModes || random.Percent(40) ? new Acquire(LockName(), waits) : Other(waits);
        return plan.HasDelays && random.Percent(20) ? request with { Delay = TimeSpan.FromMicroseconds(random.Between(1, plan.DelayOfLost)) } : request;
    }

    public string LockName() => random.Below(plan.Locks).ToString("'lock-'0", CultureInfo.InvariantCulture);

    private Acquire Other(bool waits) => random.Below(5) switch
    {
        0 => Permits(waits),
        1 => Several(waits),
        _ => new Acquire(LockName(), waits) { Mode = Mode(), Party = random.Percent(70) ? random.Between(1, Parties) : 0 },
    };

    private LockMode Mode() => random.Pick([LockMode.Exclusive, LockMode.Shared, LockMode.Shared, LockMode.Upgradeable]);

    /// <summary>Now and then somebody believes in another number of permits, or takes a lock for a semaphore.</summary>
    private Acquire Permits(bool waits)
    {
        var permits = random.Percent(5) ? 3 : 2;
        return new Acquire(random.Percent(3) ? LockName() : "pool", waits)
        {
            Mode = LockMode.Permits,
            Permits = permits,
            Count = (int)random.Between(1, permits),
            Party = random.Percent(20) ? random.Between(1, Parties) : 0,
        };
    }

    private Acquire Several(bool waits)
    {
        var first = LockName();
        var others = Enumerable.Range(0, plan.Locks).Select(i => i.ToString("'lock-'0", CultureInfo.InvariantCulture)).Where(n => n != first && random.Percent(70))
            .Select(n => new LockDemand(n, Mode())).ToList();
        if (random.Percent(20))
            others.Add(new LockDemand("pool", LockMode.Permits) { Count = 1, Permits = 2 });
        return new Acquire(first, waits) { Mode = Mode(), Others = others, Party = random.Percent(30) ? random.Between(1, Parties) : 0 };
    }
}
