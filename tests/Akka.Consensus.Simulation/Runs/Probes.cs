namespace Akka.Consensus.Simulation.Runs;

/// <summary>Branches that are worth visiting. A campaign that never hits one of them is too tame, and fails.</summary>
public enum Probe
{
    PhaseOneAdoptedAnothersNewerLog,
    LeaderChangedWithEntriesInFlight,
    BallotWasRefused,
    StagedInPieces,
    UncommittedEntriesWereReplaced,
    CaughtUpFromAnotherAcceptor,
    CrashLostUnwrittenEvents,
    RoleRestartedAlone,
    SnapshotWasInstalled,
    NewJournalWasDisowned,
    JournalThatWasSetBackWasRefused,
    NewGroupWasFounded,
    SnapshotTransferWentOn,
    LearnerStartedFromItsSnapshot,
    JournalWasTrimmed,
    AcceptorWasRebasedOnASnapshot,
    LearnerAskedAnotherNode,
    RetryAnsweredFromTheWindow,
    CancelCameAfterTheGrant,
    CancelCameBeforeTheAcquire,
    WaiterWasGranted,
    GrantWasToldAgain,
    AcquireWasDenied,
    ForeignReleaseDidNothing,
    BadNameWasRefused,
    SessionExpired,
    SessionClosed,
    ClientLostByItsOwnDeadline,
    ClientLostByTheGroupsWord,
    LinearizableQueryAnswered,
    EventualQueryAnswered,
    LeaderWasOverloaded,
    RefusedRequestWasAnsweredLater,
    SessionWasRefused,
    TooManyRequestsWereRefused,
    ClientRefusedAnAcquire,
    ClientRefusedAQuery,
    MessageWasPassedOn,
    MessageOutlivedTheProcessItWasFor,
    FailedWriteWasStoredAllTheSame,
    FailedWriteWasStoredLater,
    WriteFoundItsPlaceTaken,
    WriteFailedOnAFullDisk,
    PhaseOneTurnedToAnotherLog,
    LeaderLearnedThatItWasDeposed,
    LeaderWithAHungDiskWasReplaced,
    LeaderThatStoodStillWasReplaced,
    LeaderWasElectedInAPartition,
    QuorumWasDown,
    ClientWokeUpPastItsDeadline,
    RecoveredInAPartialPartition,
    BeliefWasFalseWhereClocksAreWild,
    LeadershipWasHandedOver,
    TakeOverWasRefused,
    LockWasShared,
    SemaphoreWasShared,
    SeveralWereGrantedInOneEntry,
    OwnerGotALockAgain,
    PartBecameAll,
    DeadlockWasRefused,
    MismatchWasRefused,
    TooManyReentriesWereRefused,
    LostLockWasKeptBack,
    LockWasTakenAway,
    TakenAwayWasToldAgain,
}

/// <summary>How often each was hit.</summary>
public sealed class Probes
{
    private readonly long[] _hits = new long[Enum.GetValues<Probe>().Length];

    public IEnumerable<Probe> Missed => Enum.GetValues<Probe>().Where(p => _hits[(int)p] == 0);

    public long this[Probe probe] => _hits[(int)probe];

    public void Hit(Probe probe) => _hits[(int)probe]++;

    public void Add(Probes others)
    {
        for (var i = 0; i < _hits.Length; i++)
            _hits[i] += others._hits[i];
    }
}
