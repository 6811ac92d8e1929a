using System.Collections.Immutable;
using System.Globalization;
using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Simulation.Ensemble.Registers;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble.Transactions;

/// <summary>The stage of transactions: nodes with coordinators and acceptors, participants with a ledger each, clients, and all checkers.</summary>
public sealed class Bank
{
    private readonly List<Ledger> _ledgers = [];
    private readonly List<StageRole> _clients = [];
    private readonly Prng _applications;
    private long _requests;

    /// <summary>Sets the stage.</summary>
    /// <param name="seed">All luck follows from it.</param>
    /// <param name="plan">What there is.</param>
    /// <param name="variant">Which cores take part.</param>
    /// <param name="trace">Where it is told.</param>
    /// <param name="ignored">The names of what is not checked.</param>
    public Bank(ulong seed, TransactionsPlan plan, TransactionVariant variant, Trace trace, IReadOnlyCollection<string> ignored)
    {
        Plan = plan;
        _applications = new Prng(seed, Dice.Applications);
        Stage = new Stage(seed, plan.Stage, trace);
        foreach (var line in plan.Describe())
            trace.Note("plan", line);
        Facts = new TransactionFacts(ignored);
        Votes = new RegisterFacts(Stage, Quorum.Majority(plan.Acceptors));
        Stage.Observers.AddRange(TransactionChecker.All(this).Where(c => !ignored.Contains(c.Id)));
        Stage.Observers.AddRange(new RegisterChecker[] { new NoVoteBelowThePromise(Votes) }
            .Where(c => !ignored.Contains(c.Id)));
        Stage.Observers.Add(Votes);
        Stage.Observers.Add(Facts);
        Stage.Observers.Add(new Applications(this));
        foreach (var id in plan.NodeIds)
            AddNode(id, variant);
        for (var i = 0; i < plan.Participants; i++)
            AddParticipant(i, variant);
        for (var i = 0; i < plan.Clients; i++)
            AddClient(i);
    }

    public TransactionsPlan Plan { get; }

    public Stage Stage { get; }

    public TransactionFacts Facts { get; }

    /// <summary>What acceptors of Paxos Commit have accepted and chosen. Judges P5.</summary>
    public RegisterFacts Votes { get; }

    public IReadOnlyList<Ledger> Ledgers => _ledgers;

    public IReadOnlyList<StageRole> Clients => _clients;

    /// <summary>Every answer of a client's request, in order.</summary>
    public List<TransactionAnswer> Answers { get; } = [];

    /// <summary>What is in all accounts.</summary>
    public long Money => _ledgers.Sum(l => l.Balance);

    /// <summary>The coordinators of a node.</summary>
    public StageRole Coordinators(NodeId node) => Stage.Role(new Address(Role.Coordinator, node.Value));

    /// <summary>The participant of a ledger.</summary>
    public StageRole Participant(string name) => Stage.Role(new Address(Role.Participant, name));

    /// <summary>A transaction of this run.</summary>
    public Transaction NewTransaction(string id, long nonce, NodeId coordinator, IEnumerable<string> participants) => new(
        new TransactionId(id), nonce, Plan.Protocol, coordinator, [.. participants],
        Plan.Protocol == CommitProtocol.PaxosCommit ? [.. Plan.Acceptors] : ImmutableArray<NodeId>.Empty);

    /// <summary>A client asks for a transaction to be run. Nothing happens while it is down.</summary>
    /// <returns>The request; null if it was not sent.</returns>
    public Run? Run(StageRole client, Transaction transaction, IReadOnlyList<Operation> operations, TimeSpan timeout)
    {
        var run = new Run(new ClientId(client.Address.Name), ++_requests, transaction, operations, timeout);
        return Ask(client, transaction.Coordinator, run) ? run : null;
    }

    /// <summary>A client asks a node what became of a transaction. Nothing happens while it is down.</summary>
    public Ask? Ask(StageRole client, NodeId node, Transaction transaction)
    {
        var ask = new Ask(new ClientId(client.Address.Name), ++_requests, transaction);
        return Ask(client, node, ask) ? ask : null;
    }

    private bool Ask(StageRole client, NodeId node, TransactionRequest request)
    {
        var isAsked = client.Call<TransactionClient>((core, now, effects) => core.Ask(now, node, request, effects));
        if (isAsked)
            Stage.Trace.Note(client.Address.Name, $"has asked {node} to {Wording.Of(request)}");
        return isAsked;
    }

    private void AddNode(NodeId id, TransactionVariant variant)
    {
        var node = Stage.AddNode(id.Value);
        node.Add(Address.Acceptor(id), () => new LogAcceptorStandIn(() => true));
        node.Add(new Address(Role.CommitAcceptor, id.Value), () => variant.NewAcceptor(id, Plan.Settings));
        node.Add(new Address(Role.Coordinator, id.Value), () => variant.NewCoordinators(id, Plan.Settings));
    }

    private void AddParticipant(int number, TransactionVariant variant)
    {
        var name = Plan.ParticipantNames[number];
        var node = Plan.AreShared ? Stage.Nodes[number % Plan.Nodes] : Stage.AddNode(name);
        Ledger? ledger = null;
        var role = node.Add(new Address(Role.Participant, name), () => variant.NewParticipant(name, Plan.Settings, Plan.IsOneJournal),
            outcome => ledger!.Told(outcome));
        ledger = new Ledger(Stage, Plan, _applications) { Role = role };
        _ledgers.Add(ledger);
    }

    private void AddClient(int number)
    {
        var id = new ClientId(string.Create(CultureInfo.InvariantCulture, $"c{number + 1}"));
        _clients.Add(Stage.AddNode(id.Value).Add(Address.Client(id), () => new TransactionClient(Plan.ClientRetryInterval),
            outcome => Answers.Add((TransactionAnswer)outcome)));
    }

    /// <summary>Applications start with their participants.</summary>
    private sealed class Applications(Bank bank) : StageObserver
    {
        public override void Recovered(StageRole role)
        {
            if (role.Address.Role == Role.Participant)
                bank._ledgers.Find(l => l.Role == role)!.Recovered();
        }
    }
}
