using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Core.AtomicCommit.PaxosCommit;

/// <summary>
/// An acceptor of votes. At ballot 0 it waits until every participant of a transaction has voted, or one has voted no, and stores all votes at once; for
/// higher ballots it is an acceptor of single-decree Paxos like any other.
/// </summary>
/// <remarks>
/// Gray and Lamport, "Consensus on Transaction Commit" (TODS 2006), §4.2 and §6: the acceptor bundles its messages. A vote that waits here is not accepted,
/// and may be lost: its participant proposes it again.
/// </remarks>
public sealed class AcceptorRole(NodeId self, CommitSettings settings) : Acceptor(self)
{
    private readonly SortedDictionary<TransactionId, Ballotbox> _boxes = [];
    private readonly Queue<TransactionId> _order = new();

    private sealed record Ballotbox(Transaction Transaction)
    {
        public SortedDictionary<string, Value> Votes { get; } = new(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case ProposeVote { Transaction.IsSound: true } vote when IsAdmitted && vote.Transaction.Participants.Contains(from.Name):
                OnVote(from.Name, vote, effects);
                break;
            case ForgetVotes forget:
                _boxes.Remove(forget.Transaction.Id);
                Memory.Forget([.. forget.Transaction.Participants.Select(p => VoteValue.InstanceOf(forget.Transaction, p))], effects);
                break;
            default:
                base.Receive(now, from, message, effects);
                break;
        }
    }

    private void OnVote(string participant, ProposeVote vote, Effects effects)
    {
        var transaction = vote.Transaction;
        if (Memory.PromisedIn(VoteValue.InstanceOf(transaction, participant)) > Ballot.Zero)
            return; // another node finishes it
        if (Memory.AcceptedIn(VoteValue.InstanceOf(transaction, participant)) is not null)
        {
            Report(transaction, effects);
            return;
        }

        var box = BoxOf(transaction);
        box.Votes[participant] = VoteValue.Of(vote.Vote, vote.Reason);
        if (vote.Vote != Vote.No && box.Votes.Count + CountAccepted(transaction) < transaction.Participants.Length)
            return;
        _boxes.Remove(transaction.Id);
        Memory.Vote(Ballot.Zero, [.. box.Votes.Select(v => new Proposal(VoteValue.InstanceOf(transaction, v.Key), v.Value))], effects);
        Report(transaction, effects);
    }

    private int CountAccepted(Transaction transaction) =>
        transaction.Participants.Count(p => Memory.AcceptedIn(VoteValue.InstanceOf(transaction, p)) is not null);

    /// <summary>Says which votes are stored.</summary>
    private void Report(Transaction transaction, Effects effects)
    {
        var votes = transaction.Participants.Select(p => VoteValue.InstanceOf(transaction, p))
            .Where(i => Memory.AcceptedIn(i)?.Ballot == Ballot.Zero).Select(i => new Proposal(i, Memory.AcceptedIn(i)!.Value.Value)).ToList();
        effects.SendWhenDurable(new Address(Role.Coordinator, transaction.Coordinator.Value), new Collected(transaction, votes));
    }

    private Ballotbox BoxOf(Transaction transaction)
    {
        if (_boxes.TryGetValue(transaction.Id, out var known))
            return known;
        var box = new Ballotbox(transaction);
        _boxes.Add(transaction.Id, box);
        _order.Enqueue(transaction.Id);
        if (_order.Count > settings.MaxActive)
            _boxes.Remove(_order.Dequeue());
        return box;
    }
}
