namespace Akka.Consensus.Simulation.World;

/// <summary>What random numbers are for. Each use draws from a stream of its own, so that a change to one leaves the others as they were.</summary>
public enum Dice
{
    Plan,
    Clocks,
    Processes,
    Network,
    Disks,
    Nemesis,
    Applications,
}

/// <summary>Random numbers of our own: the same seed gives the same numbers in every version of .NET (System.Random does not promise that).</summary>
/// <remarks>xoshiro256** of Blackman and Vigna (2018), seeded by splitmix64. Not thread-safe.</remarks>
public sealed class Prng
{
    private const int Million = 1_000_000;

    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public Prng(ulong seed)
    {
        _a = SplitMix(ref seed);
        _b = SplitMix(ref seed);
        _c = SplitMix(ref seed);
        _d = SplitMix(ref seed);
    }

    /// <summary>The numbers of a seed for one use.</summary>
    public Prng(ulong seed, Dice dice)
        : this(Mixed(seed) ^ Mixed(~(ulong)dice))
    {
    }

    /// <summary>A seed for the same plan with other luck; of 0, the seed itself.</summary>
    public static ulong Reseeded(ulong seed, int luck) => luck == 0 ? seed : Mixed(seed ^ Mixed((ulong)luck));

    public ulong Next()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>From 0 to one less than the bound.</summary>
    public long Below(long bound) => (long)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Both ends included.</summary>
    public long Between(long low, long high) => low + Below(high - low + 1);

    /// <summary>True so many times in a million.</summary>
    public bool Chance(long partsPerMillion) => partsPerMillion > 0 && Below(Million) < partsPerMillion;

    /// <summary>True so many times in a hundred.</summary>
    public bool Percent(int percent) => Below(100) < percent;

    public T Pick<T>(IReadOnlyList<T> items) => items[(int)Below(items.Count)];

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        return Mixed(state);
    }

    private static ulong Mixed(ulong state)
    {
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
