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
public class AcceptorRole : Acceptor
{
    private readonly SortedDictionary<string, SortedDictionary<string, Value>> _boxes = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private readonly CommitSettings _settings;
    private readonly VoteMemory _votes;

    /// <summary>The acceptor of a node.</summary>
    public AcceptorRole(NodeId self, CommitSettings settings)
        : this(self, settings, new VoteMemory(settings))
    {
    }

    private AcceptorRole(NodeId self, CommitSettings settings, VoteMemory votes)
        : base(self, votes)
    {
        _settings = settings;
        _votes = votes;
    }

    /// <inheritdoc/>
    public override void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case ProposeVote { Transaction.IsSound: true } vote when IsAdmitted && vote.Transaction.Participants.Contains(from.Name):
                OnVote(from.Name, vote, effects);
                break;
            case ForgetVotes forget when IsAdmitted:
                OnForget(forget, effects);
                break;
            case SinglePaxos.Prepare { Instances: [var first, ..] } when EndedOf(first) is { } ended:
                effects.SendWhenDurable(from, ended);
                break;
            case Accept { Proposals: [var first, ..] } when EndedOf(first.Instance) is { } ended:
                effects.SendWhenDurable(from, ended);
                break;
            default:
                base.Receive(now, from, message, effects);
                break;
        }
    }

    /// <summary>What the acceptor remembers of a transaction that has ended; null if it has not.</summary>
    protected virtual VotesEnded? Ended(string name) => _votes.Ended(name);

    /// <summary>Stores votes of ballot 0, and says so.</summary>
    protected virtual void Store(Transaction transaction, IReadOnlyList<Proposal> votes, Effects effects)
    {
        Memory.Vote(Ballot.Zero, votes, effects);
        Report(transaction, effects);
    }

    /// <summary>Says which votes are stored.</summary>
    protected void Report(Transaction transaction, Effects effects)
    {
        var votes = transaction.Participants.Select(p => VoteValue.InstanceOf(transaction, p))
            .Where(i => Memory.AcceptedIn(i)?.Ballot == Ballot.Zero).Select(i => new Proposal(i, Memory.AcceptedIn(i)!.Value.Value)).ToList();
        effects.SendWhenDurable(new Address(Role.Coordinator, transaction.Coordinator.Value), new Collected(transaction, votes));
    }

    private Concluded? EndedOf(InstanceId instance) =>
        Ended(instance.Name) is { } ended ? new Concluded(ended.Name, ended.Decision, ended.Reason) : null;

    private void OnVote(string participant, ProposeVote vote, Effects effects)
    {
        var transaction = vote.Transaction;
        var instance = VoteValue.InstanceOf(transaction, participant);
        if (Ended(instance.Name) is not null || Memory.PromisedIn(instance) > Ballot.Zero)
            return; // it is over, or another node finishes it
        if (Memory.AcceptedIn(instance) is not null)
        {
            Report(transaction, effects);
            return;
        }

        var box = BoxOf(instance.Name);
        box[participant] = VoteValue.Of(vote.Vote, vote.Reason);
        if (vote.Vote != Vote.No && !transaction.Participants.All(p => box.ContainsKey(p) || Memory.AcceptedIn(VoteValue.InstanceOf(transaction, p)) is not null))
            return;
        _boxes.Remove(instance.Name);
        Store(transaction, [.. box.Select(v => new Proposal(VoteValue.InstanceOf(transaction, v.Key), v.Value)).Where(IsOpen)], effects);
    }

    /// <summary>Whether nothing has been promised or accepted since the vote was put into its box.</summary>
    private bool IsOpen(Proposal vote) => Memory.PromisedIn(vote.Instance) == Ballot.Zero && Memory.AcceptedIn(vote.Instance) is null;

    private void OnForget(ForgetVotes forget, Effects effects)
    {
        var (transaction, decision, reason) = forget;
        var name = VoteValue.NameOf(transaction);
        _boxes.Remove(name);
        _votes.End(new VotesEnded(name, decision, reason), [.. transaction.Participants.Select(p => VoteValue.InstanceOf(transaction, p))], effects);
    }

    private SortedDictionary<string, Value> BoxOf(string name)
    {
        if (_boxes.TryGetValue(name, out var known))
            return known;
        var box = new SortedDictionary<string, Value>(StringComparer.Ordinal);
        _boxes.Add(name, box);
        _order.Enqueue(name);
        if (_order.Count > _settings.MaxActive)
            _boxes.Remove(_order.Dequeue());
        return box;
    }
}
