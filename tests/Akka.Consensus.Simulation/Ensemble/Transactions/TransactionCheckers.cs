using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.AtomicCommit.PaxosCommit;
using Akka.Consensus.Core.AtomicCommit.ThreePhase;
using Akka.Consensus.Simulation.Checks;
using InstanceId = Akka.Consensus.Core.SinglePaxos.InstanceId;

namespace Akka.Consensus.Simulation.Ensemble.Transactions;

/// <summary>Judges one rule of atomic commit. AC1, AC2 and AC4 are judged where decisions are noted, in <see cref="TransactionFacts"/>; AC5 after the faults.</summary>
public abstract class TransactionChecker(Bank bank) : StageObserver
{
    /// <summary>The name of what it judges.</summary>
    public abstract string Id { get; }

    protected Bank Bank => bank;

    protected TransactionFacts Facts => bank.Facts;

    /// <summary>Every checker of a run.</summary>
    public static IReadOnlyList<TransactionChecker> All(Bank bank) => [new AbortsHaveACause(bank), new WhatLeftWouldSurvive(bank), new VotesAreTheirs(bank)];

    protected ViolationException Broken(string what) => new(Id, what);
}

/// <summary>AC3: abort only after a no or a fault.</summary>
public sealed class AbortsHaveACause(Bank bank) : TransactionChecker(bank)
{
    private readonly HashSet<TransactionKey> _refusable = [];

    public override string Id => "AC3";

    public override void Sent(StageRole from, Address to, IMessage message)
    {
        if (message is Voted { Vote: Vote.No } voted)
            _refusable.Add(TransactionKey.Of(voted.Transaction));
        else if (message is ProposeVote { Vote: Vote.No } proposed)
            _refusable.Add(TransactionKey.Of(proposed.Transaction));
    }

    public override void Telling(StageRole role, IOutcome outcome)
    {
        if (outcome is TransactionAnswer { Decision: Decision.Abort, Request: Run run, Reason: var reason } && Bank.Plan.IsCalm
            && !_refusable.Contains(TransactionKey.Of(run.Transaction)))
            throw Broken($"{run.Transaction.Id} was aborted: {reason}; and nobody had refused, and nothing was wrong");
    }
}

/// <summary>P8: whatever left a process would still be true if it crashed now and recovered.</summary>
public sealed class WhatLeftWouldSurvive(Bank bank) : TransactionChecker(bank)
{
    public override string Id => "P8";

    public override void Sent(StageRole from, Address to, IMessage message)
    {
        var isKept = message switch
        {
            Voted voted => KeepsVote(from, voted.Transaction, voted.Vote),
            ProposeVote proposed => KeepsVote(from, proposed.Transaction, proposed.Vote),
            PreCommitAcknowledged acknowledged => Facts.Of(acknowledged.Transaction).PreCommitted.Contains(from.Address.Name),
            StateReport { IsPreCommitted: true } report => Facts.Of(report.Transaction).PreCommitted.Contains(from.Address.Name),
            Core.AtomicCommit.Decide decide => KeepsDecision(from, decide.Transaction, decide.Decision),
            Acknowledged { Decision: Decision.Commit } acknowledged =>
                Facts.Of(acknowledged.Transaction).Decided.TryGetValue(from.Address.Name, out var known) && known == Decision.Commit,
            Collected collected => collected.Votes.All(v => Bank.Votes.HasVoted(from.Address.Name, v.Instance, Ballot.Zero)),
            _ => true,
        };
        if (!isKept)
            throw Broken($"{from.Name} says {Runs.Wording.Of(message)}, and its disk does not");
    }

    public override void Telling(StageRole role, IOutcome outcome)
    {
        if (outcome is FinishBranch finish && !KeepsDecision(role, finish.Transaction, finish.Decision))
            throw Broken($"{role.Name} tells its ledger to {finish.Decision} {finish.Transaction.Id}, and its disk does not say so");
    }

    private bool KeepsVote(StageRole from, Transaction transaction, Vote vote)
    {
        var (fact, name) = (Facts.Of(transaction), from.Address.Name);
        return vote switch
        {
            Vote.Yes => fact.Prepared.Contains(name),
            Vote.ReadOnly => fact.Left.Contains(name),
            _ => fact.Refused.Contains(name) || fact.Decided.ContainsKey(name) || IsTaken(transaction),
        };
    }

    private bool KeepsDecision(StageRole from, Transaction transaction, Decision decision)
    {
        var (fact, name) = (Facts.Of(transaction), from.Address.Name);
        if (from.Address.Role == Role.Participant)
        {
            return fact.Decided.TryGetValue(name, out var decided) ? decided == decision
                : decision == Decision.Abort && (fact.Refused.Contains(name) || IsTaken(transaction));
        }

        if (transaction.Protocol != CommitProtocol.PaxosCommit)
            return fact.Coordinated.TryGetValue(name, out var coordinated) ? coordinated == decision
                : fact.First?.Decision == decision || (decision == Decision.Abort && IsTaken(transaction));
        return fact.First?.Decision == decision || IsChosen(transaction, decision);
    }

    private bool IsChosen(Transaction transaction, Decision decision)
    {
        var chosen = transaction.Participants.Select(p => Bank.Votes.Chosen(VoteValue.InstanceOf(transaction, p))?.Value).ToList();
        return decision == Decision.Commit ? chosen.TrueForAll(v => v is not null && VoteValue.IsPrepared(v))
            : chosen.Exists(v => v is not null && !VoteValue.IsPrepared(v));
    }

    /// <summary>Whether another transaction has its id: it is refused because of that, and that need not be remembered.</summary>
    private bool IsTaken(Transaction transaction) =>
        Facts.All.Exists(f => f.Transaction.Id == transaction.Id && f.Transaction.Nonce != transaction.Nonce);
}

/// <summary>P3 at ballot 0, where each participant proposes its own vote, once: an acceptor accepts what it has proposed, and nothing else.</summary>
public sealed class VotesAreTheirs(Bank bank) : TransactionChecker(bank)
{
    private readonly Dictionary<InstanceId, Value> _proposed = [];

    public override string Id => "P3";

    public override void Sent(StageRole from, Address to, IMessage message)
    {
        if (message is not ProposeVote { Transaction: var transaction } vote)
            return;
        var (instance, value) = (VoteValue.InstanceOf(transaction, from.Address.Name), VoteValue.Of(vote.Vote, vote.Reason));
        if (_proposed.TryAdd(instance, value) || VoteValue.IsPrepared(_proposed[instance]) == VoteValue.IsPrepared(value))
            return;
        throw Broken($"{from.Name} proposes {value} in {instance}, and had proposed {_proposed[instance]}");
    }

    public override void BecameDurable(StageRole role, IEvent change)
    {
        if (role.Address.Role != Role.CommitAcceptor || change is not Core.SinglePaxos.Voted voted || voted.Ballot != Ballot.Zero)
            return;
        foreach (var (instance, value) in voted.Proposals)
        {
            if (!_proposed.TryGetValue(instance, out var proposed) || VoteValue.IsPrepared(proposed) != VoteValue.IsPrepared(value))
                throw Broken($"{role.Name} accepts {value} in {instance} at ballot 0, which its participant has not proposed");
        }
    }
}
