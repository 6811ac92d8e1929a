using System.Globalization;
using System.Text;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Faults;

/// <summary>How a run differs from the one that its seed draws: what a person types after a seed, and what a shrinker tries.</summary>
public sealed record PlanChanges
{
    public static PlanChanges None { get; } = new();

    /// <summary>Faults that take no part.</summary>
    public IReadOnlyList<Fault> Without { get; init; } = [];

    /// <summary>Faults that take part in every seed, at their hardest where it has not drawn them.</summary>
    public IReadOnlyList<Fault> With { get; init; } = [];

    public int? Nodes { get; init; }

    public int? Clients { get; init; }

    public int? Locks { get; init; }

    /// <summary>How long the faults go on, in microseconds.</summary>
    public long? Until { get; init; }

    /// <summary>How often the faults strike, in percent of what was drawn.</summary>
    public int Rates { get; init; } = 100;

    /// <summary>Whether the limits of the group and of the clients are the usual ones, instead of small ones.</summary>
    public bool HasUsualLimits { get; init; }

    /// <summary>Other luck for the same plan; 0 is the seed's own.</summary>
    public int Luck { get; init; }

    public SwarmPlan Apply(SwarmPlan drawn)
    {
        var rates = drawn.Rates.Scaled(Rates);
        foreach (var fault in Without)
            rates = rates.Without(fault);
        foreach (var fault in With.Where(f => rates[f] == 0))
            rates = rates.With(fault, FaultTable.Rows[(int)fault].Hardest);
        var plan = drawn with
        {
            Rates = rates,
            Nodes = Nodes ?? drawn.Nodes,
            Clients = Clients ?? drawn.Clients,
            Locks = Locks ?? drawn.Locks,
            FaultyTime = Until ?? drawn.FaultyTime,
        };
        return HasUsualLimits ? plan.WithUsualLimits() : plan;
    }

    /// <summary>As a person would type it, with a space before each option.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Add("without", Without);
        Add("with", With);
        Add("nodes", Nodes);
        Add("clients", Clients);
        Add("locks", Locks);
        if (Until is { } until)
            text.Append(CultureInfo.InvariantCulture, $" --until {(decimal)until / Schedule.Second:0.######}s");
        Add("rates", Rates == 100 ? null : Rates);
        if (HasUsualLimits)
            text.Append(" --usual-limits");
        Add("luck", Luck == 0 ? null : Luck);
        return text.ToString();

        void Add(string option, object? value)
        {
            if (value is IReadOnlyList<Fault> { Count: > 0 } faults)
                text.Append(CultureInfo.InvariantCulture, $" --{option} {string.Join(',', faults.Select(FaultTable.Name))}");
            else if (value is int number)
                text.Append(CultureInfo.InvariantCulture, $" --{option} {number}");
        }
    }
}
