using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Variants;
using Akka.Consensus.Simulation.World;

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
    public string Command => string.Create(CultureInfo.InvariantCulture,
        $"dotnet run -c Release --project tests/Akka.Consensus.Simulation -- replay {Seed}{(Mutant is null ? "" : $" --mutant \"{Mutant.Name}\"")}{Changes}");
}

/// <summary>The options that say which run is meant.</summary>
public sealed class RunOptions
{
    private readonly Argument<ulong> _seed = new("seed") { Description = "The seed." };
    private readonly Option<Mutant?> _mutant = new("--mutant") { Description = "Run this mutant; mutants lists their names." };
    private readonly Option<IReadOnlyList<Fault>> _without = new("--without") { Description = "Faults to leave out, with commas between them." };
    private readonly Option<IReadOnlyList<Fault>> _with = new("--with") { Description = "Faults to add where the seed has not drawn them." };
    private readonly Option<int?> _nodes = new("--nodes") { Description = "How many nodes, 1 to 7." };
    private readonly Option<int?> _clients = new("--clients") { Description = "How many clients." };
    private readonly Option<int?> _locks = new("--locks") { Description = "How many locks." };
    private readonly Option<long?> _until = new("--until") { Description = "When the faults end, such as 3.2s." };
    private readonly Option<int> _rates = new("--rates") { Description = "How often faults strike, in percent.", DefaultValueFactory = _ => 100 };
    private readonly Option<bool> _usual = new("--usual-limits") { Description = "No small limits." };
    private readonly Option<int> _luck = new("--luck") { Description = "Other luck for the same plan." };

    public RunOptions()
    {
        _mutant.CustomParser = ParseMutant;
        _without.CustomParser = ParseFaults;
        _with.CustomParser = ParseFaults;
        _until.CustomParser = ParseTime;
        Within(_nodes, 1, 7);
        Within(_clients, 1, 100);
        Within(_locks, 1, 10);
        Within(_rates, 1, 100);
        Within(_luck, 0, int.MaxValue);
    }

    public void AddTo(Command command)
    {
        command.Add(_seed);
        foreach (var option in new Option[] { _mutant, _without, _with, _nodes, _clients, _locks, _until, _rates, _usual, _luck })
            command.Add(option);
    }

    public RunRequest Read(ParseResult parsed) => new(parsed.GetValue(_seed), parsed.GetValue(_mutant), new PlanChanges
    {
        Without = parsed.GetValue(_without) ?? [],
        With = parsed.GetValue(_with) ?? [],
        Nodes = parsed.GetValue(_nodes),
        Clients = parsed.GetValue(_clients),
        Locks = parsed.GetValue(_locks),
        Until = parsed.GetValue(_until),
        Rates = parsed.GetValue(_rates),
        HasUsualLimits = parsed.GetValue(_usual),
        Luck = parsed.GetValue(_luck),
    });

    private static void Within<T>(Option<T> option, int low, int high) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<T>() is int number && (number < low || number > high))
            result.AddError($"{option.Name} is a number from {low} to {high}");
    });

    private static Mutant? ParseMutant(ArgumentResult result)
    {
        var mutant = MutationGate.Mutants.FirstOrDefault(m => m.Name == result.Tokens[0].Value);
        if (mutant is null)
            result.AddError($"There is no mutant '{result.Tokens[0].Value}'. There are: {string.Join("; ", MutationGate.Mutants)}");
        return mutant;
    }

    private static List<Fault> ParseFaults(ArgumentResult result)
    {
        var faults = new List<Fault>();
        foreach (var name in result.Tokens[0].Value.Split(','))
        {
            if (FaultTable.Find(name) is { } fault)
                faults.Add(fault);
            else
                result.AddError($"There is no fault '{name}'. There are: {string.Join(", ", FaultTable.Switches)}");
        }

        return faults;
    }

    private static long? ParseTime(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.EndsWith('s') && decimal.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds is > 0 and < 1000)
            return (long)(seconds * Schedule.Second);
        result.AddError($"'{text}' is no time: write it in seconds, such as 3.2s");
        return null;
    }
}
