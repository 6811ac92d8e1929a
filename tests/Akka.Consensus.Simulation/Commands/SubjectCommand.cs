using System.CommandLine;
using Akka.Consensus.Simulation.Ensemble;

namespace Akka.Consensus.Simulation.Commands;

/// <summary>
/// The command of a <see cref="ISubject"/>: by itself a campaign; <c>replay</c> for one seed; <c>mutants</c> for its known-wrong variants.
/// </summary>
public static class SubjectCommand
{
    public static Command Create(ISubject subject, string description, TextWriter output) => Create(subject, description, output, [], _ => subject);

    /// <summary>The command of a subject that has options of its own: they say which of it is run.</summary>
    public static Command Create(ISubject subject, string description, TextWriter output, IReadOnlyList<Option> options, Func<ParseResult, ISubject> choose)
    {
        var seeds = new Option<int>("--seeds") { Description = "How many seeds to run.", DefaultValueFactory = _ => 1000 };
        var from = new Option<ulong>("--from") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
        var parallel = new Option<int>("--parallel")
        {
            Description = "How many to run at the same time.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var command = new Command(subject.Name, description) { seeds, from, parallel, Replay(subject, output, options, choose), Mutants(subject, output) };
        foreach (var option in options)
            command.Add(option);
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var report = new SubjectReport(choose(parsed), output, interruption.Token);
            return report.Run(parsed.GetValue(from), parsed.GetValue(seeds), parsed.GetValue(parallel));
        });
        return command;
    }

    private static Command Replay(ISubject subject, TextWriter output, IReadOnlyList<Option> options, Func<ParseResult, ISubject> choose)
    {
        var seed = new Argument<ulong>("seed") { Description = "The seed." };
        var mutant = new Option<string?>("--mutant") { Description = "Run this mutant; mutants lists their names." };
        var trace = new Option<bool>("--trace") { Description = "Write down everything that happens: a line for each event, faults marked with !!." };
        mutant.AcceptOnlyFromAmong([.. subject.Mutants.Select(m => m.Name)]);
        var command = new Command("replay", "Runs one seed again") { seed, mutant, trace };
        foreach (var option in options)
            command.Add(option);
        command.SetAction(parsed =>
        {
            var wrong = parsed.GetValue(mutant) is { } name ? subject.Mutants.First(m => m.Name == name) : null;
            return new SubjectReport(choose(parsed), output, CancellationToken.None).Replay(parsed.GetValue(seed), wrong, parsed.GetValue(trace));
        });
        return command;
    }

    private static Command Mutants(ISubject subject, TextWriter output)
    {
        var only = new Option<string?>("--only") { Description = "Only mutants with this in their name." };
        var command = new Command("mutants", "Runs every known-wrong variant; fails if one is not caught within its number of seeds") { only };
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            return new SubjectReport(subject, output, interruption.Token).Judge(parsed.GetValue(only) ?? "");
        });
        return command;
    }
}
