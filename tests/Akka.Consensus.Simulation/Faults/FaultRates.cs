using System.Globalization;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Faults;

/// <summary>How hard each fault strikes in one run, in the measure of its row of the <see cref="FaultTable"/>; 0 is never. Immutable.</summary>
public sealed class FaultRates
{
    private readonly long[] _rates;

    private FaultRates(long[] rates) => _rates = rates;

    /// <summary>Nothing ever strikes.</summary>
    public static FaultRates None { get; } = new(new long[FaultTable.Rows.Count]);

    public long this[Fault fault] => _rates[(int)fault];

    /// <summary>The faults that take part.</summary>
    public IEnumerable<Fault> Active => FaultTable.Rows.Where(r => this[r.Fault] > 0).Select(r => r.Fault);

    /// <summary>
    /// Draws which take part, and how hard. Half of the numbers come from the hardest third of their range: at low rates an acceptor that forgets
    /// goes unnoticed for millions of steps.
    /// </summary>
    public static FaultRates Draw(Prng random)
    {
        var rates = new long[FaultTable.Rows.Count];
        foreach (var row in FaultTable.Rows)
        {
            var takesPart = random.Percent(row.Share);
            var extent = random.Percent(50) ? random.Between(0, 1000) : random.Between(700, 1000);
            if (takesPart)
                rates[(int)row.Fault] = row.Mildest + (row.Hardest - row.Mildest) * extent / 1000;
        }

        return new FaultRates(rates);
    }

    /// <summary>The same without one of them.</summary>
    public FaultRates Without(Fault fault) => With(fault, 0);

    /// <summary>The same with one of them at another rate.</summary>
    public FaultRates With(Fault fault, long rate)
    {
        var rates = (long[])_rates.Clone();
        rates[(int)fault] = rate;
        return new FaultRates(rates);
    }

    /// <summary>The same, striking so many times in a hundred.</summary>
    public FaultRates Scaled(int percent)
    {
        var rates = FaultTable.Rows.Select(r => r.Measure switch
        {
            Measure.Chance when this[r.Fault] > 0 => Math.Max(1, this[r.Fault] * percent / 100),
            Measure.Interval => this[r.Fault] * 100 / percent,
            _ => this[r.Fault],
        });
        return new FaultRates([.. rates]);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Active.Select(f => $"{FaultTable.Name(f)} {Describe(f)}"));

    private string Describe(Fault fault) => FaultTable.Rows[(int)fault].Measure == Measure.Interval
        ? string.Create(CultureInfo.InvariantCulture, $"every {this[fault] / Schedule.Millisecond} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{this[fault] / 10_000m:0.##} %");
}
