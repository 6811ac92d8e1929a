using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Core.AtomicCommit.PaxosCommit;

/// <summary>
/// A leader of Paxos Commit: the one of ballot 0, which asks the participants to prepare and counts what the acceptors say, or one that finishes what another
/// began. It stores nothing: the acceptors remember the decision.
/// </summary>
/// <remarks>
/// Gray and Lamport, "Consensus on Transaction Commit" (TODS 2006), §4. With one acceptor, on the coordinator's node, this is two-phase commit (§5): the
/// acceptor's row takes the place of the coordinator's.
/// </remarks>
public class Coordinator(Transaction transaction, CommitSettings settings, Func<Ballot, Effects, Ballot> nextBallot)
    : AtomicCommit.Coordinator(transaction, settings)
{
    private readonly TimeSpan _patience = 2 * settings.RetryInterval;
    private readonly Quorum _quorum = Quorum.Majority(transaction.Acceptors);
    private readonly SortedDictionary<InstanceId, HashSet<NodeId>> _voters = [];
    private readonly SortedDictionary<InstanceId, Value> _chosen = [];
    private readonly SortedSet<string> _unacknowledged = new(transaction.Participants, StringComparer.Ordinal);
    private readonly List<Address> _askers = [];
    private Attempt? _attempt;
    private Ballot _seen = Ballot.Zero;

    /// <inheritdoc/>
    public override bool IsOver => Decision is not null && _unacknowledged.Count == 0;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Awaited => Decision is not null ? _unacknowledged
        : _attempt is null ? [.. Transaction.Participants.Where(p => !_chosen.ContainsKey(InstanceOf(p)))]
        : [.. Transaction.Acceptors.Select(a => $"acceptor {a}")];

    /// <summary>Finishes what another began. Where no vote is found, an abort is proposed.</summary>
    public void TakeOver(TimeSpan now, Effects effects)
    {
        if (Decision is not null)
            return;
        _attempt = new Attempt(nextBallot(_seen, effects), _quorum);
        foreach (var participant in Transaction.Participants.Where(p => !_chosen.ContainsKey(InstanceOf(p))))
            _attempt.Add(InstanceOf(participant), ValueWithoutVote(participant));
        SendNow(now, effects);
    }

    /// <inheritdoc/>
    public override void Tick(TimeSpan now, Effects effects)
    {
        if (Decision is null && _attempt is null && now >= Deadline)
            TakeOver(now, effects);
        else
            base.Tick(now, effects);
    }

    /// <inheritdoc/>
    public override void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case Collected collected when Decision is null:
                OnCollected(from.Node, collected);
                Conclude(now, effects);
                break;
            case Promise promise when Decision is null && _attempt is not null:
                if (_attempt.Receive(from.Node, promise))
                    SendNow(now, effects);
                break;
            case Accepted accepted when Decision is null && _attempt is not null:
                _attempt.Receive(from.Node, accepted);
                foreach (var (instance, value) in _attempt.TakeChosen())
                    _chosen[instance] = value;
                Conclude(now, effects);
                break;
            case Reject reject when Decision is null && _attempt?.Ballot == reject.Ballot:
                // Another node finishes it. If that does not come to an end, whoever is in doubt asks again.
                _attempt = null;
                _seen = reject.Instances.Max(i => i.Promised);
                break;
            case Concluded concluded when Decision is null && concluded.Name == VoteValue.NameOf(Transaction):
                Decide(now, concluded.Decision, concluded.Reason, effects);
                break;
            case Decide decide when Decision is null:
                Decide(now, decide.Decision, reason: null, effects);
                break;
            case Waiting waiting when waiting.Id == Transaction.Id && from == First:
                Deadline = now + _patience;
                break;
            case Acknowledged acknowledged:
                OnAcknowledged(now, from.Name, acknowledged, effects);
                break;
            case Inquire when Decision is { } decision:
                effects.Send(from, new Decide(Transaction, decision));
                break;
            case Inquire:
                if (_attempt is null && now >= Deadline)
                    TakeOver(now, effects);
                if (from.Role == Role.Coordinator && !_askers.Contains(from))
                    _askers.Add(from);
                effects.Send(from, new Waiting(Transaction.Id));
                break;
        }
    }

    /// <inheritdoc/>
    protected override void Send(TimeSpan now, Effects effects)
    {
        if (Decision is { } decision)
        {
            foreach (var participant in _unacknowledged)
                effects.Send(At(participant), new Decide(Transaction, decision));
        }
        else if (_attempt is null)
        {
            SendPrepare(Awaited, effects);
            if (Operations.Count == 0 && Deadline > now)
                effects.Send(First, new Inquire(Transaction));
        }
        else
        {
            foreach (var message in _attempt.Messages())
                SendToAcceptors(message, effects);
        }
    }

    /// <summary>The leader of ballot 0: while it lives, it decides.</summary>
    private Address First => new(Role.Coordinator, Transaction.Coordinator.Value);

    /// <summary>Whether a vote of ballot 0 counts as chosen, accepted by these.</summary>
    protected virtual bool IsChosen(Quorum quorum, IReadOnlySet<NodeId> voters) => quorum.IsPhase2(voters);

    /// <summary>What is proposed for a participant where no vote is found.</summary>
    protected virtual Value ValueWithoutVote(string participant) => VoteValue.ToAbort($"no vote in time from {participant}");

    private InstanceId InstanceOf(string participant) => VoteValue.InstanceOf(Transaction, participant);

    private void OnCollected(NodeId from, Collected collected)
    {
        foreach (var (instance, value) in collected.Votes)
        {
            if (!_voters.TryGetValue(instance, out var voters))
                _voters.Add(instance, voters = []);
            voters.Add(from);
            if (IsChosen(_quorum, voters))
                _chosen[instance] = value;
        }
    }

    /// <summary>One no decides; for a commit every vote must be chosen.</summary>
    private void Conclude(TimeSpan now, Effects effects)
    {
        var no = _chosen.Values.FirstOrDefault(v => !VoteValue.IsPrepared(v));
        if (no is not null)
            Decide(now, AtomicCommit.Decision.Abort, VoteValue.ReasonOf(no), effects);
        else if (_chosen.Count == Transaction.Participants.Length)
            Decide(now, AtomicCommit.Decision.Commit, reason: null, effects);
    }

    private void Decide(TimeSpan now, Decision decision, string? reason, Effects effects)
    {
        Settle(decision, reason);
        SendNow(now, effects);
        foreach (var asker in _askers)
            effects.Send(asker, new Decide(Transaction, decision));
    }

    private void OnAcknowledged(TimeSpan now, string participant, Acknowledged acknowledged, Effects effects)
    {
        if (Decision is null)
        {
            // It comes after a decision that another node made.
            Decide(now, acknowledged.Decision, reason: null, effects);
        }

        if (!_unacknowledged.Remove(participant) || _unacknowledged.Count > 0)
            return;
        SendToAcceptors(new ForgetVotes(Transaction, Decision!.Value, Reason), effects);
        foreach (var each in Transaction.Participants)
            effects.Send(At(each), new Forget(Transaction.Id));
    }

    private void SendToAcceptors(IMessage message, Effects effects)
    {
        foreach (var acceptor in Transaction.Acceptors)
            effects.SendWhenDurable(new Address(Role.CommitAcceptor, acceptor.Value), message);
    }
}
