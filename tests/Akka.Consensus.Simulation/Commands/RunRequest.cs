using System.Globalization;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Variants;

namespace Akka.Consensus.Simulation.Commands;

/// <summary>One run, as a person asks for it.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Mutant">The known-wrong variant to run; null for the product's own cores.</param>
/// <param name="Changes">How it differs from what the seed draws.</param>
public sealed record RunRequest(ulong Seed, Mutant? Mutant, PlanChanges Changes)
{
    /// <summary>A seed as it is.</summary>
    public static RunRequest Of(ulong seed) => new(seed, Mutant: null, PlanChanges.None);

    public Variant Variant => Mutant?.Variant ?? Variant.Sound;

    /// <summary>What a person types to see it.</summary>
    public string Command
    {
        get
        {
            var mutant = Mutant is null ? "" : $" --mutant \"{Mutant.Name}\"";
            return string.Create(CultureInfo.InvariantCulture,
                $"dotnet run -c Release --project tests/Akka.Consensus.Simulation -- replay {Seed}{mutant}{Changes}");
        }
    }
}
