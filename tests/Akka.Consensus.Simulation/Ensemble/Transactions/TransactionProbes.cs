using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.AtomicCommit.PaxosCommit;
using Akka.Consensus.Core.AtomicCommit.ThreePhase;
using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Simulation.Ensemble.Transactions;

/// <summary>Branches that are worth visiting.</summary>
public enum TransactionProbe
{
    CommittedInTwoPhases,
    CommittedInThreePhases,
    CommittedByPaxos,
    Aborted,
    RefusedByALedger,
    LeftReadOnly,
    NotAllVotedInTime,
    AbortWasPresumed,
    CoordinatorRecoveredACommit,
    CoordinatorRecoveredUndecided,
    ParticipantRecoveredInDoubt,
    FellowKnewTheDecision,
    FellowInDoubtKnewNothing,
    FellowHadNotVoted,
    ParticipantsDecidedToCommit,
    ParticipantsDecidedToAbort,
    RecoveredFellowWasAsked,
    AnotherNodeTookOver,
    LeadersMet,
    VoteWasFoundAtALowerBallot,
    LeaderCameTooLate,
    DecisionWasToldAgain,
    IdWasInUse,
    QuestionWasAnswered,
    FinishedOnceMore,
}

/// <summary>Which probes a protocol can hit.</summary>
public static class TransactionProbes
{
    private static readonly Dictionary<TransactionProbe, CommitProtocol[]> Limited = new()
    {
        [TransactionProbe.CommittedInTwoPhases] = [CommitProtocol.TwoPhase],
        [TransactionProbe.LeftReadOnly] = [CommitProtocol.TwoPhase],
        [TransactionProbe.AbortWasPresumed] = [CommitProtocol.TwoPhase],
        [TransactionProbe.FellowKnewTheDecision] = [CommitProtocol.TwoPhase],
        [TransactionProbe.FellowInDoubtKnewNothing] = [CommitProtocol.TwoPhase],
        [TransactionProbe.CommittedInThreePhases] = [CommitProtocol.ThreePhase],
        [TransactionProbe.CoordinatorRecoveredUndecided] = [CommitProtocol.ThreePhase],
        [TransactionProbe.RecoveredFellowWasAsked] = [CommitProtocol.ThreePhase],
        [TransactionProbe.ParticipantsDecidedToCommit] = [CommitProtocol.ThreePhase],
        [TransactionProbe.ParticipantsDecidedToAbort] = [CommitProtocol.ThreePhase],
        [TransactionProbe.CommittedByPaxos] = [CommitProtocol.PaxosCommit],
        [TransactionProbe.AnotherNodeTookOver] = [CommitProtocol.PaxosCommit],
        [TransactionProbe.LeadersMet] = [CommitProtocol.PaxosCommit],
        [TransactionProbe.VoteWasFoundAtALowerBallot] = [CommitProtocol.PaxosCommit],
        [TransactionProbe.LeaderCameTooLate] = [CommitProtocol.PaxosCommit],
        [TransactionProbe.NotAllVotedInTime] = [CommitProtocol.TwoPhase, CommitProtocol.ThreePhase],
        [TransactionProbe.CoordinatorRecoveredACommit] = [CommitProtocol.TwoPhase, CommitProtocol.ThreePhase],
        [TransactionProbe.FellowHadNotVoted] = [CommitProtocol.TwoPhase, CommitProtocol.ThreePhase],
    };

    /// <summary>Those of a protocol, in order; of all if none is given.</summary>
    public static IReadOnlyList<TransactionProbe> Of(CommitProtocol? protocol) => [.. Enum.GetValues<TransactionProbe>()
        .Where(p => protocol is not { } one || !Limited.TryGetValue(p, out var able) || able.Contains(one))];
}

/// <summary>Looks for the probes.</summary>
public sealed class TransactionSightings(Tally<TransactionProbe> tally) : StageObserver
{
    private readonly HashSet<(string, TransactionId)> _finished = [];

    /// <inheritdoc/>
    public override void Sent(StageRole from, Address to, IMessage message)
    {
        switch (message)
        {
            case Core.AtomicCommit.Decide { Decision: var decision, Transaction.Protocol: var protocol } when from.Address.Role == Role.Participant
                && to.Role == Role.Participant:
                tally.Hit(protocol == CommitProtocol.TwoPhase ? TransactionProbe.FellowKnewTheDecision
                    : decision == Decision.Commit ? TransactionProbe.ParticipantsDecidedToCommit : TransactionProbe.ParticipantsDecidedToAbort);
                break;
            case Waiting when from.Address.Role == Role.Participant && to.Role == Role.Participant:
                tally.Hit(TransactionProbe.FellowInDoubtKnewNothing);
                break;
            case StateReport { HasRecovered: true }:
                tally.Hit(TransactionProbe.RecoveredFellowWasAsked);
                break;
            case Core.SinglePaxos.Prepare when from.Address.Role == Role.Coordinator:
                tally.Hit(TransactionProbe.AnotherNodeTookOver);
                break;
            case Reject when to.Role == Role.Coordinator:
                tally.Hit(TransactionProbe.LeadersMet);
                break;
            case Promise promise when promise.Instances.Any(i => i.Accepted is { } vote && vote.Ballot < promise.Ballot):
                tally.Hit(TransactionProbe.VoteWasFoundAtALowerBallot);
                break;
            case Concluded:
                tally.Hit(TransactionProbe.LeaderCameTooLate);
                break;
            case Forget when from.Address.Role == Role.Coordinator:
                tally.Hit(TransactionProbe.DecisionWasToldAgain);
                break;
            case IdInUse:
                tally.Hit(TransactionProbe.IdWasInUse);
                break;
        }
    }

    /// <inheritdoc/>
    public override void BecameDurable(StageRole role, IEvent change)
    {
        switch (change)
        {
            case LeftReadOnly:
                tally.Hit(TransactionProbe.LeftReadOnly);
                break;
            case Refused { Reason: "the ledger says no" }:
                tally.Hit(TransactionProbe.RefusedByALedger);
                break;
            case Refused { Reason: "another participant was in doubt before this one had voted" }:
                tally.Hit(TransactionProbe.FellowHadNotVoted);
                break;
            case AbortDecided aborted when aborted.Reason.StartsWith("no vote in time", StringComparison.Ordinal):
                tally.Hit(TransactionProbe.NotAllVotedInTime);
                break;
            case AbortDecided { Reason: "its coordinator had crashed before it had decided" }:
                tally.Hit(TransactionProbe.AbortWasPresumed);
                break;
        }
    }

    /// <inheritdoc/>
    public override void Recovered(StageRole role)
    {
        foreach (var branch in (role.Core as ParticipantRole)?.Branches ?? [])
        {
            if (branch.IsInDoubt)
                tally.Hit(TransactionProbe.ParticipantRecoveredInDoubt);
        }

        if (role.Address.Role != Role.Coordinator)
            return;
        var stored = role.Disk.Recover();
        if (stored.OfType<CommitDecided>().Any(d => !stored.OfType<CommitEnded>().Any(e => e.Id == d.Transaction.Id)))
            tally.Hit(TransactionProbe.CoordinatorRecoveredACommit);
        if (stored.OfType<TransactionBegun>().Any(b => !stored.Any(e => e is CommitDecided d && d.Transaction.Id == b.Transaction.Id
            || e is AbortDecided a && a.Id == b.Transaction.Id)))
            tally.Hit(TransactionProbe.CoordinatorRecoveredUndecided);
    }

    /// <inheritdoc/>
    public override void Telling(StageRole role, IOutcome outcome)
    {
        switch (outcome)
        {
            case TransactionAnswer { Decision: Decision.Commit, Request: Run run }:
                tally.Hit(run.Transaction.Protocol switch
                {
                    CommitProtocol.TwoPhase => TransactionProbe.CommittedInTwoPhases,
                    CommitProtocol.ThreePhase => TransactionProbe.CommittedInThreePhases,
                    _ => TransactionProbe.CommittedByPaxos,
                });
                break;
            case TransactionAnswer { Decision: Decision.Abort, Request: Run }:
                tally.Hit(TransactionProbe.Aborted);
                break;
            case TransactionAnswer { Request: Ask }:
                tally.Hit(TransactionProbe.QuestionWasAnswered);
                break;
            case FinishBranch finish when !_finished.Add((role.Name, finish.Transaction.Id)):
                tally.Hit(TransactionProbe.FinishedOnceMore);
                break;
        }
    }
}
