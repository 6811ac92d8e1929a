using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Simulation.Variants;

/// <summary>A variant that is known to be wrong.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Variant">The cores.</param>
/// <param name="Seeds">Within so many seeds, from 1, it must be caught.</param>
public sealed record Mutant(string Name, Variant Variant, int Seeds)
{
    public override string ToString() => Name;
}

/// <summary>How a mutant was caught; <paramref name="Caught"/> is null if it was not.</summary>
public sealed record MutantVerdict(Mutant Mutant, RunResult? Caught);

/// <summary>Tests the simulator: each known-wrong variant must be caught within its number of seeds.</summary>
public static class MutationGate
{
    public static IReadOnlyList<Mutant> Mutants { get; } =
    [
        new("promise not persisted", new PromiseNotPersisted(), 10),
        new("accepted sent before durable", new AcceptedSentBeforeDurable(), 10),
        new("accepts below the promise", new AcceptsBelowThePromise(), 50),
        new("accepted ballot taken with part of the log", new BallotTakenOnWithPartOfTheLog(), 50),
        new("ballot reused after restart", new BallotReused(), 10),
        new("phase-1 quorum too small by one", new PhaseOneQuorumTooSmall(), 10),
        new("phase-2 quorum too small by one", new PhaseTwoQuorumTooSmall(), 10),
        new("a promise counted twice", new PromiseCountedTwice(), 50),
        new("a stale promise counted", new StalePromiseCounted(), 200),
        new("newest value ignored in phase 2", new NewestLogIgnored(), 50),
        new("deposed leader answers", new DeposedLeaderAnswers(), 500),
        new("release without its token", new ReleaseWithoutItsToken(), 20),
        new("cancelled waiter granted", new CancelledWaiterGranted(), 50),
        new("time to live not restarted at a change of leader", new TimeToLiveNotRestarted(), 100),
        new("expiring session kept", new ExpiringSessionKept(), 800),
        new("client's deadline counted from the answer", new DeadlineCountedFromTheAnswer(), 1500),
    ];

    public static MutantVerdict Judge(Mutant mutant)
    {
        for (var seed = 1UL; seed <= (ulong)mutant.Seeds; seed++)
        {
            var result = Simulator.Run(seed, mutant.Variant);
            if (result.Failure is not null)
                return new MutantVerdict(mutant, result);
        }

        return new MutantVerdict(mutant, null);
    }
}
