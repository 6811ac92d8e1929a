using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Simulation.Variants;

/// <summary>A variant that is known to be wrong.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Variant">The cores.</param>
/// <param name="Seeds">Within so many seeds, from 1, it must be caught.</param>
/// <param name="Ignored">What is not checked, so that it must be caught by what follows from it.</param>
public sealed record Mutant(string Name, Variant Variant, int Seeds, IReadOnlyCollection<string>? Ignored = null)
{
    public override string ToString() => Name;
}

/// <summary>How a mutant was caught; <paramref name="Caught"/> is null if it was not.</summary>
public sealed record MutantVerdict(Mutant Mutant, RunResult? Caught);

/// <summary>Tests the simulator: each known-wrong variant must be caught within its number of seeds.</summary>
public static class MutationGate
{
    /// <summary>
    /// Rules of the protocol's steps. Without them a mutant must do harm before it is seen: two values chosen, two replicas that differ, two owners.
    /// </summary>
    public static readonly IReadOnlyCollection<string> Steps = ["amnesia", "P1", "P2", "P3", "P4", "P7", "P8", "P9", "M6"];

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
        new("a stale promise counted", new StalePromiseCounted(), 100),
        new("newest value ignored in phase 2", new NewestLogIgnored(), 50),
        new("deposed leader answers", new DeposedLeaderAnswers(), 500),
        new("release without its token", new ReleaseWithoutItsToken(), 20),
        new("cancelled waiter granted", new CancelledWaiterGranted(), 50),
        new("time to live not restarted at a change of leader", new TimeToLiveNotRestarted(), 100),
        new("expiring session kept", new ExpiringSessionKept(), 2000),
        new("client's deadline counted from the answer", new DeadlineCountedFromTheAnswer(), 1000),
        new("role goes on after a failed write", new GoesOnAfterAFailedWrite(), 20),
        new("client ignores the drift of clocks", new DriftIgnored(), 4000),
        new("role goes on after a failed write, seen by its harm", new GoesOnAfterAFailedWrite(), 100, Steps),
        new("vote after amnesia", new VoteAfterAmnesia(), 100),
        new("snapshot without sessions", new SnapshotWithoutSessions(), 100),
        new("snapshot without tokens", new SnapshotWithoutTokens(), 200),
        new("trimmed too early", new TrimmedTooEarly(), 50),
        new("half a snapshot installed", new HalfASnapshotInstalled(), 100),
        new("a gap applied", new GapApplied(), 200),
        new("token restarted when a name is forgotten", new TokenRestarted(), 20),
        new("expiry outside the log", new ExpiryOutsideTheLog(), 20),
        new("order lost on a retry", new OrderLostOnARetry(), 100),
        new("stale request to take over believed", new StaleTakeOverBelieved(), 200),
        new("nobody asked to take over", new NobodyAskedToTakeOver(), 200),
        new("refused and never asked again", new RefusedNeverAskedAgain(), 50),
        new("repeats of what a lost ballot proposed dropped", new RepeatsOfALostBallotDropped(), 100),
        new("repeats proposed while the first is on its way", new RepeatsProposed(), 20),
        new("queue without a bound", new QueueWithoutABound(), 20),
        new("readers beside a writer", new ReadersBesideAWriter(), 50),
        new("more permits than there are", new MorePermitsThanThereAre(), 50),
        new("deadlock not seen", new DeadlockNotSeen(), 50),
        new("lost lock not kept back", new LostLockNotKeptBack(), 100),
        new("delay of a lost lock ended at once", new DelayEndedAtOnce(), 100),
        new("promise not persisted, seen by its harm", new PromiseNotPersisted(), 20, Steps),
        new("accepted sent before durable, seen by its harm", new AcceptedSentBeforeDurable(), 20, Steps),
        new("accepts below the promise, seen by its harm", new AcceptsBelowThePromise(), 50, Steps),
        new("ballot reused after restart, seen by its harm", new BallotReused(), 1000, Steps),
        new("phase-1 quorum too small by one, seen by its harm", new PhaseOneQuorumTooSmall(), 500, Steps),
        new("phase-2 quorum too small by one, seen by its harm", new PhaseTwoQuorumTooSmall(), 20, Steps),
        new("a promise counted twice, seen by its harm", new PromiseCountedTwice(), 400, Steps),
        new("newest value ignored in phase 2, seen by its harm", new NewestLogIgnored(), 50, Steps),
        new("vote after amnesia, seen by its harm", new VoteAfterAmnesia(), 1000, Steps),
    ];

    public static MutantVerdict Judge(Mutant mutant)
    {
        for (var seed = 1UL; seed <= (ulong)mutant.Seeds; seed++)
        {
            var result = Simulator.Run(seed, mutant.Variant, output: null, mutant.Ignored);
            if (result.Failure is not null)
                return new MutantVerdict(mutant, result);
        }

        return new MutantVerdict(mutant, null);
    }
}
