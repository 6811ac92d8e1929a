namespace Akka.Consensus.Simulation.Checks;

/// <summary>Every checker of a run. P5 and M1 are judged where votes are counted, in <see cref="ChosenLog"/>.</summary>
public static class Oracles
{
    public static List<Checker> All(Watch watch) =>
    [
        new PromisesNeverGoDown(watch),
        new TheForgetfulDoNotVote(watch),
        new NoVoteBelowThePromise(watch),
        new OneValueForABallot(watch),
        new AcceptsAreJustified(watch),
        new ChosenWasProposed(watch),
        new LearnedWasChosen(watch),
        new WhatLeftWouldSurvive(watch),
        new QuorumsMeet(watch),
        new ReplicasAgree(watch),
        new AppliedWithoutGaps(watch),
        new SnapshotsAreReplays(watch),
        new TrimmedIsSnapshotted(watch),
        new Acknowledgements(watch),
        new ReadsAreCurrent(watch),
        new EndsAreTrue(watch),
        new AcknowledgedSurvives(watch),
        new ForeignReleasesDoNothing(watch),
        new OneHolder(watch),
        new TokensRise(watch),
        new GuardedResource(watch),
        new OwnersLeaveByThemselves(watch),
        new NoSessionExpiresEarly(watch),
        new FirstInFirstOut(watch),
        new OneTokenForARequest(watch),
        new FreeMeansGranted(watch),
        new LostLocksAreKeptBack(watch),
        new ExactlyOnce(watch),
        new BeliefsAreTrue(watch),
        new HandOversDeposeNobodyElse(watch),
        new NothingGrowsWithoutABound(watch),
        new NoRepeatsOnTheirWay(watch),
    ];
}
