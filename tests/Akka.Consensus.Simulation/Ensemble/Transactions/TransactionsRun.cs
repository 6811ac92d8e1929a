using System.Globalization;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Simulation.Checks;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble.Transactions;

/// <summary>
/// One run of transactions: clients move money between accounts, through several coordinators, and ask what became of it. After the faults nobody stays in
/// doubt, all money is there, and whatever all agree to is committed again.
/// </summary>
public sealed class TransactionsRun
{
    /// <summary>How soon after the faults everybody who is healthy must have decided, in microseconds.</summary>
    public const long DecidedWithin = 20 * Schedule.Second;

    private readonly ulong _seed;
    private readonly TransactionsPlan _plan;
    private readonly Bank _bank;
    private readonly Prng _luck;
    private readonly Tally<TransactionProbe> _tally = new();
    private readonly IReadOnlyList<TransactionProbe> _probes;
    private readonly List<Transaction> _begun = [];
    private IReadOnlyList<StageNode> _healthy = [];

    /// <summary>Sets the stage.</summary>
    /// <param name="seed">Everything follows from it.</param>
    /// <param name="protocol">The protocol; null for one that is drawn.</param>
    /// <param name="variant">Which cores take part.</param>
    /// <param name="output">Where the trace is written; null for nowhere.</param>
    /// <param name="ignored">The names of what is not checked.</param>
    public TransactionsRun(ulong seed, CommitProtocol? protocol, TransactionVariant variant, TextWriter? output, IReadOnlyCollection<string> ignored)
    {
        _seed = seed;
        _probes = TransactionProbes.Of(protocol);
        _plan = TransactionsPlan.Draw(new Prng(seed, Dice.Plan), protocol);
        _luck = new Prng(~seed, Dice.Applications);
        _bank = new Bank(seed, _plan, variant, new Trace(output), ignored);
        _bank.Stage.Observers.Add(new TransactionSightings(_tally));
    }

    private Stage Stage => _bank.Stage;

    /// <summary>Runs it.</summary>
    public SubjectRun Run() => SubjectRun.Of(_seed, Stage, Play, () => _bank.Facts.Committed + _bank.Facts.Aborted, () => [.. _probes.Select(p => _tally.Hits[(int)p])]);

    private void Play()
    {
        Stage.Begin();
        foreach (var client in _bank.Clients)
            Think(client);
        var isPaxos = _plan.Protocol == CommitProtocol.PaxosCommit;
        Stage.Endure();
        Demand(Stage.Heal([.. Stage.Nodes.Take(_plan.Acceptors.Count)], isPaxos ? _plan.Failures : 0));
        Stage.Settle();
    }

    private void Think(StageRole client) => Stage.Schedule.After(_luck.Between(1, _plan.ThinkMax), () =>
    {
        if (Stage.IsHealed)
            return;
        if (_luck.Percent(_plan.Questions))
            Question(client);
        else
            Transfer(client);
        Think(client);
    });

    private void Question(StageRole client)
    {
        if (_begun.Count == 0)
            return;
        var about = _luck.Percent(80) ? _begun[^(int)_luck.Between(1, Math.Min(10, _begun.Count))] : NewTransaction();
        _bank.Ask(client, _luck.Pick(_plan.NodeIds), about);
    }

    private void Transfer(StageRole client)
    {
        var transaction = NewTransaction();
        var refuser = _luck.Percent(_plan.Refusals) ? _luck.Pick(transaction.Participants) : null;
        _bank.Run(client, transaction, [.. Amounts(transaction).Zip(transaction.Participants, (a, p) => Ledger.Move(a, p == refuser ? 70 : 0))], _plan.Timeout);
    }

    private Transaction NewTransaction()
    {
        var names = _plan.ParticipantNames.Select(n => (Name: n, Order: _luck.Next())).OrderBy(n => n.Order).Select(n => n.Name).ToList();
        var id = _begun.Count > 0 && _luck.Percent(_plan.Reuses) ? _begun[^(int)_luck.Between(1, Math.Min(5, _begun.Count))].Id.Value
            : string.Create(CultureInfo.InvariantCulture, $"t{_begun.Count + 1}");
        var transaction = _bank.NewTransaction(id, _begun.Count + 1, _luck.Pick(_plan.NodeIds), names.Take((int)_luck.Between(Math.Min(2, names.Count), names.Count)));
        _begun.Add(transaction);
        return transaction;
    }

    /// <summary>Money moves between them, and none is made: the last one gets what the others pay.</summary>
    private List<long> Amounts(Transaction transaction)
    {
        var amounts = transaction.Participants.Select(_ => _luck.Percent(_plan.ReadOnlies) ? 0 : _luck.Between(-20, 20)).ToList();
        amounts[^1] = -amounts.SkipLast(1).Sum();
        return amounts;
    }

    private void Demand(IReadOnlyList<StageNode> healthy)
    {
        _healthy = healthy;
        Stage.Demands.Add("AC5: everybody decides within 20 s", DecidedWithin, () => !Doubts().Any() && !Open().Any(),
            () => string.Join("; ", Doubts().Concat(Open()).Take(5)), Closing);
    }

    /// <summary>One more transaction of each client, in which everybody takes part who is healthy; and questions about all that there were.</summary>
    private void Closing()
    {
        var names = _plan.ParticipantNames.Where(n => _healthy.Contains(_bank.Participant(n).Node)).ToList();
        var nodes = _plan.NodeIds.Where(n => _healthy.Contains(_bank.Coordinators(n).Node)).ToList();
        var last = _bank.Clients.Where(_ => names.Count > 0).Select(client => _bank.Run(client, _bank.NewTransaction($"last of {client.Address.Name}", 0, _luck.Pick(nodes), names),
            [.. names.Select((_, i) => Ledger.Move(i == 0 ? names.Count - 1 : -1, 0))], TimeSpan.FromSeconds(10))).ToList();
        foreach (var about in _begun.TakeLast(20))
            _bank.Ask(_luck.Pick(_bank.Clients), _luck.Pick(nodes), about);
        Stage.Demands.Add("AC5: all is answered, and forgotten, within 20 s", DecidedWithin, () => !Doubts().Any() && !Open().Any() && !Remains().Any(),
            () => string.Join("; ", Doubts().Concat(Open()).Concat(Remains()).Take(5)), () => Judge(last));
    }

    private void Judge(List<Run?> last)
    {
        foreach (var run in last.Where(r => r is not null))
        {
            var answer = _bank.Answers.Find(a => a.Request == run)!;
            if (answer.Decision != Decision.Commit && answer.Reason != "there is not enough in the account")
                throw new ViolationException("AC3", $"{run!.Transaction.Id} was aborted after all faults: {answer.Reason}");
        }

        if (_healthy.Count == Stage.Nodes.Count && _bank.Money != _bank.Ledgers.Count * Ledger.Initial)
            throw new ViolationException("money", $"there are {_bank.Money} in all accounts, and were {_bank.Ledgers.Count * Ledger.Initial}");
    }

    /// <summary>Who is healthy, and has not decided.</summary>
    private IEnumerable<string> Doubts() => _bank.Ledgers.Where(l => _healthy.Contains(l.Role.Node)).SelectMany(l => ((ParticipantRole)l.Role.Core!).Branches
        .Where(b => b.State != BranchState.Done).Select(b => $"{l.Role.Name} is {b.State} in {b.Transaction.Id}, waiting for {b.Awaited}"));

    /// <summary>What was asked of a healthy node, and is not answered.</summary>
    private IEnumerable<string> Open() => _bank.Clients.SelectMany(c => ((TransactionClient)c.Core!).Pending)
        .Where(p => _healthy.Contains(_bank.Coordinators(p.Node).Node)).Select(p => $"{p.Node} has not answered {Wording.Of(p.Request)}");

    /// <summary>What is left over though everybody is healthy.</summary>
    private IEnumerable<string> Remains()
    {
        if (_healthy.Count < Stage.Nodes.Count)
            return [];
        var branches = _bank.Ledgers.SelectMany(l => ((ParticipantRole)l.Role.Core!).Branches.Select(b => $"{l.Role.Name} remembers {b.Transaction.Id}"));
        var coordinators = _plan.NodeIds.SelectMany(n => ((CoordinatorRole)_bank.Coordinators(n).Core!).Active
            .Select(c => $"{n} coordinates {c.Transaction.Id}, waiting for {string.Join(", ", c.Awaited)}"));
        var ledgers = _bank.Ledgers.Where(l => l.Reserved > 0).Select(l => $"the ledger of {l.Role.Name} has set something aside");
        return branches.Concat(coordinators).Concat(ledgers);
    }
}
