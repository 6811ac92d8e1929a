using Akka.Consensus.Simulation.Checks;
using Akka.Consensus.Simulation.Faults;

namespace Akka.Consensus.Simulation.Ensemble;

/// <summary>Something that is tried on a <see cref="Stage"/>: cores, what is asked of them, and what must hold of them.</summary>
public interface ISubject
{
    /// <summary>The name of its command.</summary>
    string Name { get; }

    /// <summary>What is counted as its work, in the plural.</summary>
    string Unit { get; }

    /// <summary>Branches that are worth visiting: a campaign that never hits one of them is too tame, and fails.</summary>
    IReadOnlyList<string> Probes { get; }

    /// <summary>Variants of it that are known to be wrong.</summary>
    IReadOnlyList<SubjectMutant> Mutants { get; }

    /// <summary>What the command line needs, behind the seed, to run the same.</summary>
    string Options => "";

    /// <summary>Runs a seed.</summary>
    /// <param name="seed">Everything follows from it.</param>
    /// <param name="output">Where the trace is written; null for nowhere.</param>
    SubjectRun Run(ulong seed, TextWriter? output = null);
}

/// <summary>A variant that is known to be wrong.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Seeds">Within so many seeds, from 1, it must be caught.</param>
/// <param name="Run">Runs a seed, as <see cref="ISubject.Run"/>.</param>
public sealed record SubjectMutant(string Name, int Seeds, Func<ulong, TextWriter?, SubjectRun> Run)
{
    /// <summary>The first of its seeds that catches it; null if none does.</summary>
    public SubjectRun? Judge()
    {
        for (var seed = 1UL; seed <= (ulong)Seeds; seed++)
        {
            var run = Run(seed, null);
            if (run.Failure is not null)
                return run;
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What became of one run.</summary>
/// <param name="Seed">Whose run.</param>
/// <param name="Steps">How many things happened.</param>
/// <param name="Time">How much virtual time passed, in microseconds.</param>
/// <param name="Done">How much work was done.</param>
/// <param name="Hash">The hash of all that happened.</param>
/// <param name="Faults">What struck.</param>
/// <param name="Probes">How often each probe was hit, in the order of <see cref="ISubject.Probes"/>.</param>
/// <param name="Failure">What did not hold; null if everything did.</param>
public sealed record SubjectRun(
    ulong Seed, long Steps, long Time, long Done, ulong Hash, FaultCounts Faults, IReadOnlyList<long> Probes, ViolationException? Failure)
{
    /// <summary>Plays, and says what became of it.</summary>
    /// <param name="seed">Whose run it is.</param>
    /// <param name="stage">Where it takes place.</param>
    /// <param name="play">The run itself.</param>
    /// <param name="done">How much work was done.</param>
    /// <param name="probes">How often each probe was hit.</param>
    public static SubjectRun Of(ulong seed, Stage stage, Action play, Func<long> done, Func<IReadOnlyList<long>> probes)
    {
        ViolationException? failure = null;
        try
        {
            play();
        }
        catch (ViolationException violation)
        {
            failure = violation;
        }
        catch (Core.InvariantException impossible)
        {
            // A core that stops itself has found what a checker would have found.
            failure = new ViolationException("invariant", impossible.Message);
        }
        catch (Exception exception)
        {
            // No core may end like this; a mutant may die of its own wrongness in any way.
            var where = exception.StackTrace?.Split('\n')[0].Split(" in ")[0].Trim();
            failure = new ViolationException("exception", $"{exception.GetType().Name}: {exception.Message} {where}");
        }

        if (failure is not null)
            stage.Trace.Note("VIOLATION", failure.Message);
        stage.Finish();
        return new SubjectRun(
            seed, stage.Schedule.Steps, stage.Schedule.Now, done(), stage.Trace.Hash, stage.Faults.Counts, probes(), failure);
    }
}
