using System.Globalization;
using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Simulation.Checks;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble.Transactions;

/// <summary>
/// The application at one participant: an account. A transfer takes from it or adds to it, once; what it may have to pay is set aside when it prepares. What
/// it knows is kept in its participant's journal, or by itself, durably at once.
/// </summary>
public sealed class Ledger(Stage stage, TransactionsPlan plan, Prng luck)
{
    /// <summary>What is in each account when the run begins.</summary>
    public const long Initial = 100;

    private readonly SortedDictionary<TransactionId, (long Nonce, long Amount)> _prepared = [];
    private readonly HashSet<(TransactionId Id, long Nonce)> _carriedOut = [];

    /// <summary>The participant.</summary>
    public required StageRole Role { get; set; }

    /// <summary>What is in the account.</summary>
    public long Balance { get; private set; } = Initial;

    /// <summary>How much it may have to pay.</summary>
    public int Reserved => _prepared.Count;

    /// <summary>The operation that moves an amount; the participant refuses in so many of a hundred tries.</summary>
    public static Operation Move(long amount, int refusals) =>
        new(1, "move", Value.Of(string.Create(CultureInfo.InvariantCulture, $"{amount}/{refusals}")));

    /// <summary>Whether a participant asked to do this may say no.</summary>
    public static bool MayRefuse(Operation operation) => Read(operation).Refusals > 0;

    /// <summary>The participant tells its application something.</summary>
    public void Told(IOutcome outcome)
    {
        switch (outcome)
        {
            case PrepareBranch prepare:
                Later(Prepare(prepare.Transaction, Read(prepare.Operation)));
                break;
            case FinishBranch finish:
                Finish(finish.Transaction, Read(finish.Operation).Amount, finish.Decision);
                if (!plan.IsOneJournal)
                    Later((core, _, effects) => core.Finish(finish.Transaction.Id, effects));
                break;
        }
    }

    /// <summary>The participant has recovered: what it does not know was never voted for.</summary>
    public void Recovered()
    {
        if (plan.IsOneJournal)
        {
            Replay(Role.Disk.Recover());
            return;
        }

        var known = (ParticipantRole)Role.Core!;
        foreach (var id in _prepared.Keys.Where(id => known.Find(id) is null).ToList())
            _prepared.Remove(id);
    }

    private static (long Amount, int Refusals) Read(Operation operation)
    {
        if (operation.Content.Length == 0)
            return (0, 0);
        var parts = operation.Content.ToString().Split('/');
        return (long.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private Action<ParticipantRole, TimeSpan, Effects> Prepare(Transaction transaction, (long Amount, int Refusals) asked)
    {
        var id = transaction.Id;
        if (asked.Refusals > 0 && luck.Percent(asked.Refusals))
            return (core, now, effects) => core.Answer(now, id, Vote.No, "the ledger says no", effects);
        if (asked.Amount == 0)
            return (core, now, effects) => core.Answer(now, id, Vote.ReadOnly, reason: null, effects);
        var free = Balance + _prepared.Values.Where(p => p.Amount < 0).Sum(p => p.Amount);
        if (!_prepared.ContainsKey(id) && free + asked.Amount < 0)
            return (core, now, effects) => core.Answer(now, id, Vote.No, "there is not enough in the account", effects);
        _prepared[id] = (transaction.Nonce, asked.Amount);
        return (core, now, effects) => core.Answer(now, id, Vote.Yes, reason: null, effects);
    }

    private void Finish(Transaction transaction, long amount, Decision decision)
    {
        var wasPrepared = _prepared.Remove(transaction.Id, out var prepared) && prepared.Nonce == transaction.Nonce;
        if (decision == Decision.Abort || _carriedOut.Contains((transaction.Id, transaction.Nonce)))
            return;
        if (!wasPrepared && amount != 0)
            throw new ViolationException("AC2", $"{Role.Name} commits {transaction.Id}, which its ledger has not prepared");
        Balance += amount;
        _carriedOut.Add((transaction.Id, transaction.Nonce));
        if (Balance < 0)
            throw new ViolationException("money", $"{Role.Name} has {Balance} in its account");
    }

    /// <summary>The account as its participant's journal has it.</summary>
    private void Replay(IEnumerable<IEvent> events)
    {
        Balance = Initial;
        _prepared.Clear();
        _carriedOut.Clear();
        var operations = new SortedDictionary<TransactionId, Prepared>();
        foreach (var stored in events)
        {
            if (stored is Prepared prepared)
            {
                operations[prepared.Transaction.Id] = prepared;
                _prepared[prepared.Transaction.Id] = (prepared.Transaction.Nonce, Read(prepared.Operation).Amount);
            }
            else if (stored is BranchDecided decided)
            {
                Finish(operations[decided.Id].Transaction, Read(operations[decided.Id].Operation).Amount, decided.Decision);
            }
        }
    }

    private void Later(Action<ParticipantRole, TimeSpan, Effects> call)
    {
        var life = Role.Life;
        stage.Schedule.After(luck.Between(0, plan.WorkMax), () => Role.Node.Run(() =>
        {
            if (Role.Life == life)
                Role.Call(call);
        }));
    }
}
