using System.Collections;
using System.Numerics;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>A set of small numbers. Immutable.</summary>
public readonly record struct NumberSet(ulong First, ulong Second, ulong Third, ulong Fourth) : IEnumerable<int>
{
    /// <summary>No number of a set is as high as this.</summary>
    public const int Limit = 256;

    /// <summary>All that is in one or the other.</summary>
    public static NumberSet operator |(NumberSet left, NumberSet right) =>
        new(left.First | right.First, left.Second | right.Second, left.Third | right.Third, left.Fourth | right.Fourth);

    /// <summary>The set with one number more.</summary>
    public NumberSet With(int number)
    {
        var bit = 1UL << number;
        return (number >> 6) switch
        {
            0 => this with { First = First | bit },
            1 => this with { Second = Second | bit },
            2 => this with { Third = Third | bit },
            3 => this with { Fourth = Fourth | bit },
            _ => throw new InvalidOperationException($"a set cannot hold more than {Limit} numbers: explore a smaller configuration"),
        };
    }

    /// <summary>Whether a number is in it.</summary>
    public bool Contains(int number) => (Word(number >> 6) >> number & 1) != 0;

    /// <summary>The numbers, lowest first.</summary>
    public IEnumerator<int> GetEnumerator()
    {
        for (var word = 0; word < Limit / 64; word++)
        {
            for (var rest = Word(word); rest != 0; rest &= rest - 1)
                yield return word * 64 + BitOperations.TrailingZeroCount(rest);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ulong Word(int word) => word switch
    {
        0 => First,
        1 => Second,
        2 => Third,
        _ => Fourth,
    };
}
