using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Simulation.Checks;

namespace Akka.Consensus.Simulation.Ensemble.Transactions;

/// <summary>A transaction: another one may have been given its id.</summary>
public readonly record struct TransactionKey(TransactionId Id, long Nonce)
{
    public static TransactionKey Of(Transaction transaction) => new(transaction.Id, transaction.Nonce);

    /// <inheritdoc/>
    public override string ToString() => $"{Id}#{Nonce}";
}

/// <summary>
/// What is so, by definition, from what disks hold and clients are told: votes and decisions. Judges by itself AC1, all who decide agree; AC2, commit only if
/// all voted yes; AC4, a decision stays; and that a transaction is carried out at most once.
/// </summary>
public sealed class TransactionFacts(IReadOnlyCollection<string> ignored) : StageObserver
{
    private readonly Dictionary<TransactionKey, Fact> _facts = [];
    private readonly Dictionary<(string Participant, TransactionId Id), TransactionKey> _open = [];

    /// <summary>What is known of one transaction.</summary>
    public sealed class Fact(Transaction transaction)
    {
        public Transaction Transaction => transaction;

        /// <summary>The participants whose yes is durable.</summary>
        public SortedSet<string> Prepared { get; } = new(StringComparer.Ordinal);

        /// <summary>Those who durably know that all have voted yes.</summary>
        public SortedSet<string> PreCommitted { get; } = new(StringComparer.Ordinal);

        /// <summary>Those who have left because they have nothing to commit.</summary>
        public SortedSet<string> Left { get; } = new(StringComparer.Ordinal);

        /// <summary>Those who will never vote yes.</summary>
        public SortedSet<string> Refused { get; } = new(StringComparer.Ordinal);

        /// <summary>What each participant has durably decided.</summary>
        public SortedDictionary<string, Decision> Decided { get; } = new(StringComparer.Ordinal);

        /// <summary>What each coordinator has durably decided.</summary>
        public SortedDictionary<string, Decision> Coordinated { get; } = new(StringComparer.Ordinal);

        /// <summary>The first decision, and whose it was.</summary>
        public (Decision Decision, string By)? First { get; set; }
    }

    /// <summary>All that is known, in the order in which it came to be known.</summary>
    public List<Fact> All { get; } = [];

    /// <summary>How many were committed.</summary>
    public long Committed => All.Count(f => f.First?.Decision == Decision.Commit);

    /// <summary>How many were aborted.</summary>
    public long Aborted => All.Count(f => f.First?.Decision == Decision.Abort);

    /// <summary>What is known of a transaction.</summary>
    public Fact Of(Transaction transaction)
    {
        if (!_facts.TryGetValue(TransactionKey.Of(transaction), out var fact))
        {
            fact = new Fact(transaction);
            _facts.Add(TransactionKey.Of(transaction), fact);
            All.Add(fact);
        }

        return fact;
    }

    /// <summary>What is known of a transaction; null for nothing.</summary>
    public Fact? Find(TransactionId id, long nonce) => _facts.GetValueOrDefault(new TransactionKey(id, nonce));

    /// <inheritdoc/>
    public override void Sent(StageRole from, Address to, IMessage message)
    {
        if (message is TransactionRequest request)
            Of(request.Transaction);
    }

    /// <inheritdoc/>
    public override void BecameDurable(StageRole role, IEvent change)
    {
        if (role.Address.Role == Role.Participant)
            AtParticipant(role.Address.Name, change);
        else if (role.Address.Role == Role.Coordinator)
            AtCoordinator(role.Address.Name, change);
    }

    /// <inheritdoc/>
    public override void Telling(StageRole role, IOutcome outcome)
    {
        if (outcome is TransactionAnswer { Decision: { } decision, Request: var request })
            Decide(Of(request.Transaction), decision, $"what {role.Name} was told");
    }

    private void AtParticipant(string name, IEvent change)
    {
        switch (change)
        {
            case Prepared prepared:
                Prepare(name, Of(prepared.Transaction));
                break;
            case PreCommitted preCommitted:
                OpenAt(name, preCommitted.Id).PreCommitted.Add(name);
                break;
            case LeftReadOnly left:
                Find(left.Id, left.Nonce)?.Left.Add(name);
                break;
            case Refused refused when Find(refused.Id, refused.Nonce) is { } fact:
                if (fact.Prepared.Contains(name))
                    throw new ViolationException("AC4", $"{name} refuses {TransactionKey.Of(fact.Transaction)} after it had voted yes");
                fact.Refused.Add(name);
                Decide(fact, Decision.Abort, name);
                break;
            case BranchDecided decided:
                Decide(name, OpenAt(name, decided.Id), decided.Decision);
                break;
        }
    }

    private void AtCoordinator(string name, IEvent change)
    {
        switch (change)
        {
            case CommitDecided decided:
                Coordinate(name, Of(decided.Transaction), Decision.Commit);
                break;
            case AbortDecided aborted when Find(aborted.Id, aborted.Nonce) is { } fact:
                Coordinate(name, fact, Decision.Abort);
                break;
            case CommitEnded ended when Find(ended.Id, ended.Nonce) is { } fact:
                Coordinate(name, fact, Decision.Commit);
                break;
            case CoordinatorKept kept:
                foreach (var ended in kept.Ended)
                {
                    if (Find(ended.Id, ended.Nonce) is { } fact)
                        Coordinate(name, fact, ended.Decision);
                }

                break;
        }
    }

    private void Prepare(string name, Fact fact)
    {
        if (fact.Refused.Contains(name))
            throw new ViolationException("AC4", $"{name} votes yes in {TransactionKey.Of(fact.Transaction)} after it had refused");
        if (fact.Decided.ContainsKey(name))
            throw new ViolationException("once", $"{name} prepares {TransactionKey.Of(fact.Transaction)} once more, which it has carried out");
        fact.Prepared.Add(name);
        _open[(name, fact.Transaction.Id)] = TransactionKey.Of(fact.Transaction);
    }

    private void Decide(string name, Fact fact, Decision decision)
    {
        if (!fact.Decided.TryAdd(name, decision))
            throw new ViolationException("once", $"{name} decides {TransactionKey.Of(fact.Transaction)} for the second time");
        Decide(fact, decision, name);
    }

    private void Coordinate(string name, Fact fact, Decision decision)
    {
        if (!fact.Coordinated.TryAdd(name, decision) && fact.Coordinated[name] != decision)
            throw new ViolationException("AC4", $"the coordinator of {name} decides {decision} in {TransactionKey.Of(fact.Transaction)}, and had decided otherwise");
        Decide(fact, decision, $"the coordinator of {name}");
    }

    private void Decide(Fact fact, Decision decision, string by)
    {
        if (fact.First is { } first && first.Decision != decision && !ignored.Contains("AC1"))
            throw new ViolationException("AC1", $"{TransactionKey.Of(fact.Transaction)}: {decision} by {by}, {first.Decision} by {first.By}");
        fact.First ??= (decision, by);
        if (decision == Decision.Commit && fact.Transaction.Participants.FirstOrDefault(p => !fact.Prepared.Contains(p) && !fact.Left.Contains(p)) is { } missing)
            throw new ViolationException("AC2", $"{TransactionKey.Of(fact.Transaction)}: {decision} by {by}, and {missing} has not voted yes");
    }

    private Fact OpenAt(string name, TransactionId id) => _facts[_open[(name, id)]];
}
