using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Simulation.Checks;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>Watches a run for the branches that <see cref="Probe"/> names.</summary>
public sealed class Sightings(SimulatedWorld world)
{
    private readonly HashSet<Ballot> _ballots = [];
    private readonly Dictionary<Ballot, string> _aheadAt = [];
    private SimulatedNode? _leader;
    private readonly Dictionary<(string Node, Ballot Ballot), int> _pieces = [];
    private readonly HashSet<Owner> _acquired = [];
    private readonly HashSet<Owner> _refused = [];
    private readonly HashSet<(NodeId Node, SessionId Session, long Sequence)> _revoked = [];
    private readonly Probes _probes = world.Probes;

    public void Sent(RoleHost from, Address to, IMessage message)
    {
        switch (message)
        {
            case Accept accept when _ballots.Add(accept.Ballot):
                if (accept.Adopted > accept.Committed)
                    _probes.Hit(Probe.LeaderChangedWithEntriesInFlight);
                NoteLeader(from.Node);
                if (from.Core is ProposerRole { HandedOverBy: not null })
                    _probes.Hit(Probe.LeadershipWasHandedOver);
                break;
            case TakeOverRefused:
                _probes.Hit(Probe.TakeOverWasRefused);
                break;
            case Fetch fetch when from.Role == Role.Proposer && !_aheadAt.TryAdd(fetch.Ballot, to.Name) && _aheadAt[fetch.Ballot] != to.Name:
                _aheadAt[fetch.Ballot] = to.Name;
                _probes.Hit(Probe.PhaseOneTurnedToAnotherLog);
                break;
            case Overloaded:
                _probes.Hit(Probe.LeaderWasOverloaded);
                break;
            case SessionAnswers answers:
                foreach (var answer in answers.Items.Where(a => a.Answer is Revoked && !_revoked.Add((from.Node.Id, a.Session, a.Sequence))))
                    _probes.Hit(Probe.TakenAwayWasToldAgain);
                break;
        }
    }

    public void Received(Address to, Address from, IMessage message)
    {
        switch (message)
        {
            case Reject reject:
                _probes.Hit(Probe.BallotWasRefused);
                if (world.Node(to.Node).ProposerCore?.Proposer is { Phase: Phase.Leading } proposer && proposer.Ballot == reject.Ballot)
                    _probes.Hit(Probe.LeaderLearnedThatItWasDeposed);
                break;
            case Fetched when to.Role == Role.Proposer && from.Name != to.Name:
                _probes.Hit(Probe.PhaseOneAdoptedAnothersNewerLog);
                break;
            case Fetched when to.Role == Role.Acceptor:
                _probes.Hit(Probe.CaughtUpFromAnotherAcceptor);
                break;
            case Accept accept when accept.Previous + accept.Entries.Count < accept.Adopted:
                _pieces[(to.Name, accept.Ballot)] = _pieces.GetValueOrDefault((to.Name, accept.Ballot)) + 1;
                break;
            case Disown:
                _probes.Hit(Probe.NewJournalWasDisowned);
                break;
            case SnapshotChunk { Offset: > 0 }:
                _probes.Hit(Probe.SnapshotTransferWentOn);
                break;
            case Core.MultiPaxos.Chosen when to.Name != from.Name:
                _probes.Hit(Probe.LearnerAskedAnotherNode);
                break;
            case Overloaded:
                _refused.UnionWith(world.Client(new ClientId(to.Name)).Unanswered);
                break;
            case SessionAnswers answers when answers.Items.Any(a => _refused.Remove(new Owner(a.Session, a.Sequence))):
                _probes.Hit(Probe.RefusedRequestWasAnsweredLater);
                break;
            case SessionRefused:
                _probes.Hit(Probe.SessionWasRefused);
                break;
            case Remind { Waiting.Count: > 0 }:
                _probes.Hit(Probe.GrantWasToldAgain);
                break;
            case ClientMessage { IsForwarded: true }:
                _probes.Hit(Probe.MessageWasPassedOn);
                break;
        }
    }

    public void BecameDurable(RoleHost host, IEvent change)
    {
        if (change is Admitted)
            _probes.Hit(Probe.NewGroupWasFounded);
        if (change is Trimmed trimmed)
            _probes.Hit(trimmed.Start > world.Watch.Memory(host.Node).Last ? Probe.AcceptorWasRebasedOnASnapshot : Probe.JournalWasTrimmed);
        if (change is not Appended appended)
            return;
        var memory = world.Watch.Memory(host.Node);
        if (appended.Previous < memory.Last)
            _probes.Hit(Probe.UncommittedEntriesWereReplaced);
        if (memory.Accepted != appended.Ballot && _pieces.ContainsKey((host.Node.Id.Value, appended.Ballot)))
            _probes.Hit(Probe.StagedInPieces);
    }

    public void Recovered(RoleHost host)
    {
        if (host.Snapshots.Durable is not null)
            _probes.Hit(Probe.LearnerStartedFromItsSnapshot);
    }

    public void Telling(SimulatedClient client, IOutcome outcome)
    {
        switch (outcome)
        {
            case Lost:
                _probes.Hit(client.Session is null && client.WasPastDeadline ? Probe.ClientLostByItsOwnDeadline : Probe.ClientLostByTheGroupsWord);
                break;
            case NotAcquired { Reason: AcquireFailure.TooManyHere }:
                _probes.Hit(Probe.ClientRefusedAnAcquire);
                break;
            case NotAsked:
                _probes.Hit(Probe.ClientRefusedAQuery);
                break;
            case Answered { Answer: LockQueryAnswer } answered:
                _probes.Hit(client.IsLinearizable(answered.Query) ? Probe.LinearizableQueryAnswered : Probe.EventualQueryAnswered);
                break;
        }
    }

    public void Chosen(LockStep step)
    {
        if (step.Ended is not null)
            _probes.Hit(step.Command is ExpireSession ? Probe.SessionExpired : Probe.SessionClosed);
        if (step.Command is SessionRequest { Body: Acquire } acquire)
            _acquired.Add(new Owner(acquire.Session, acquire.Sequence));
        foreach (var answer in step.Answers)
            Note(step, answer);
        foreach (var state in step.After.Values.Where(s => s.Holders.Count > 1))
            NoteShared(state);
    }

    private void NoteShared(LockState state)
    {
        if (state.Holders.All(h => h.Mode == LockMode.Permits))
            _probes.Hit(Probe.SemaphoreWasShared);
        else if (state.Holders.DistinctBy(h => (h.Owner.Session, h.Party)).Count() > 1)
            _probes.Hit(Probe.LockWasShared);
        else if (state.Holders.DistinctBy(h => h.Token).Count() == 1)
            _probes.Hit(Probe.OwnerGotALockAgain);
        else if (state.Holders[0].Mode != LockMode.Exclusive && state.Holders[^1].Mode == LockMode.Exclusive)
            _probes.Hit(Probe.PartBecameAll);
    }

    /// <summary>A ballot is led for the first time: what had become of the leader before?</summary>
    private void NoteLeader(SimulatedNode leader)
    {
        if (_leader is not null && _leader != leader)
        {
            if (_leader.Acceptor.Disk.IsHung)
                _probes.Hit(Probe.LeaderWithAHungDiskWasReplaced);
            if (_leader.IsPaused)
                _probes.Hit(Probe.LeaderThatStoodStillWasReplaced);
        }

        _leader = leader;
        if (world.Nodes.Any(n => n.IsUp && world.Conditions.IsBlocked(leader.Number, n.Number)))
            _probes.Hit(Probe.LeaderWasElectedInAPartition);
    }

    private void Note(LockStep step, SessionAnswer answer)
    {
        var isOwn = step.Command is SessionRequest request && request.Session == answer.Session && request.Sequence == answer.Sequence;
        switch (answer.Answer)
        {
            case Granted when !isOwn:
                _probes.Hit(Probe.WaiterWasGranted);
                break;
            case Granted when step.Command is SessionRequest { Body: CancelAcquire }:
                _probes.Hit(Probe.CancelCameAfterTheGrant);
                break;
            case Cancelled when step.Command is SessionRequest { Body: CancelAcquire cancel }
                && !_acquired.Contains(new Owner(answer.Session, cancel.Sequence)):
                _probes.Hit(Probe.CancelCameBeforeTheAcquire);
                break;
            case NotHeld when isOwn && step.Command is SessionRequest { Body: Release release } && step.Before.ContainsKey(release.Name):
                _probes.Hit(Probe.ForeignReleaseDidNothing);
                break;
            case Granted { Others.Count: > 0 }:
                _probes.Hit(Probe.SeveralWereGrantedInOneEntry);
                break;
            case Deadlock:
                _probes.Hit(Probe.DeadlockWasRefused);
                break;
            case Mismatch:
                _probes.Hit(Probe.MismatchWasRefused);
                break;
            case TooManyReentries:
                _probes.Hit(Probe.TooManyReentriesWereRefused);
                break;
            case Revoked:
                _probes.Hit(Probe.LockWasTakenAway);
                break;
            case Denied:
                _probes.Hit(Probe.AcquireWasDenied);
                break;
            case TooManyRequests:
                _probes.Hit(Probe.TooManyRequestsWereRefused);
                break;
            case BadName:
                _probes.Hit(Probe.BadNameWasRefused);
                break;
        }
    }
}
