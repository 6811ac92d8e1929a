using System.CommandLine;
using Akka.Consensus.Simulation.Exploration;
using Akka.Consensus.Simulation.Exploration.Cores;
using Akka.Consensus.Simulation.Exploration.Engine;
using Akka.Consensus.Simulation.Exploration.Specs;

namespace Akka.Consensus.Simulation.Commands;

/// <summary>The command <c>explore</c>: one specification of any size, or everything of which it is known what must come of it.</summary>
public static class ExploreCommand
{
    private const int UsualLimit = 50_000_000;

    private static readonly Option<string?> Spec = new("--spec")
    {
        Description = "What to explore: paxos, two-phase or t-commit.",
        HelpName = "NAME",
    };

    private static readonly Option<int?> Acceptors = Size("--acceptors", $"How many acceptors; 3 if not given, {PaxosSpec.MaxAcceptors} at most.");
    private static readonly Option<int?> Ballots = Size("--ballots", "How many ballots; 2 if not given.");
    private static readonly Option<int?> Values = Size("--values", "How many values; 2 if not given.");
    private static readonly Option<int?> Participants = Size("--participants", "How many resource managers; 3 if not given.");
    private static readonly Option<int?> Limit = Size("--limit", $"Give up when there are more states than this; {UsualLimit} if not given.");

    private static readonly Known[] Specs =
    [
        new("paxos", [Acceptors, Ballots, Values],
            p => new PaxosSpec(p.GetValue(Acceptors) ?? 3, p.GetValue(Ballots) ?? 2, p.GetValue(Values) ?? 2)),
        new("two-phase", [Participants], p => new TwoPhaseSpec(p.GetValue(Participants) ?? 3)),
        new("t-commit", [Participants], p => new TransactionCommitSpec(p.GetValue(Participants) ?? 3)),
    ];

    private sealed record Known(string Name, Option<int?>[] Sizes, Func<ParseResult, ISpec> Create);

    public static Command Create()
    {
        var command = new Command("explore",
            "Visits every state of a specification; without --spec, of all whose number of states is known, and of the cores against them")
        {
            Spec, Acceptors, Ballots, Values, Participants, Limit,
        };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (Mistake(parsed) is { } mistake)
            {
                error.WriteLine(mistake);
                return ExitCodes.WrongUsage;
            }

            return Find(parsed) is { } known
                ? ExploreReports.One(() => known.Create(parsed), parsed.GetValue(Limit) ?? UsualLimit, output, error)
                : ExploreReports.All(PublishedCounts.All, [.. CoreExploration.All, .. CoreExploration.Registers], output);
        });
        return command;
    }

    private static Option<int?> Size(string name, string description) => new(name) { Description = description, HelpName = "N" };

    private static Known? Find(ParseResult parsed) => Array.Find(Specs, s => s.Name == parsed.GetValue(Spec));

    /// <summary>What is wrong with the arguments, in one line; null if nothing is.</summary>
    private static string? Mistake(ParseResult parsed)
    {
        Option<int?>[] given = [.. new[] { Acceptors, Ballots, Values, Participants, Limit }.Where(o => parsed.GetValue(o) is not null)];
        if (given.FirstOrDefault(o => parsed.GetValue(o) < 1) is { } tooSmall)
            return $"{tooSmall.Name} {parsed.GetValue(tooSmall)}: must be 1 or more";
        if (parsed.GetValue(Acceptors) > PaxosSpec.MaxAcceptors)
            return $"--acceptors {parsed.GetValue(Acceptors)}: must be {PaxosSpec.MaxAcceptors} or less";
        if (parsed.GetValue(Spec) is not { } name)
            return given.Length > 0 ? $"{given[0].Name} needs --spec: one of {NamesOfSpecs()}" : null;
        if (Find(parsed) is not { } spec)
            return $"--spec {name}: there is no such specification; there are {NamesOfSpecs()}";
        return given.FirstOrDefault(o => o != Limit && !spec.Sizes.Contains(o)) is { } foreign
            ? $"{foreign.Name}: {name} has no such size; it has {string.Join(", ", spec.Sizes.Select(o => o.Name))}"
            : null;
    }

    private static string NamesOfSpecs() => string.Join(", ", Specs.Select(s => s.Name));
}
