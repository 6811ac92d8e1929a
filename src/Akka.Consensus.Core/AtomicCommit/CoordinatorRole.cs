using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Core.AtomicCommit;

/// <summary>The coordinators of one node: one for each transaction that it begins, or finishes for another. Answers clients.</summary>
/// <remarks>It acts only while the acceptor of the node's log may vote: of what a lost journal held it would say that it was aborted.</remarks>
public class CoordinatorRole(NodeId self, CommitSettings settings, CoordinatorMemory memory) : IRole
{
    private readonly SortedDictionary<TransactionId, Coordinator> _active = [];
    private readonly List<(Address Client, long Number, Coordinator Of)> _waiters = [];
    private bool _isAdmitted;

    /// <summary>The transactions that are under way here.</summary>
    public IReadOnlyCollection<Coordinator> Active => _active.Values;

    /// <inheritdoc/>
    public void Recover(IEvent stored) => memory.Recover(stored);

    /// <inheritdoc/>
    public void Start(TimeSpan now, Effects effects)
    {
        foreach (var decided in memory.Active)
            Add(decided.Transaction).Recover(now, decided);
        AskStanding(effects);
    }

    /// <inheritdoc/>
    public void Tick(TimeSpan now, Effects effects)
    {
        if (!_isAdmitted)
        {
            AskStanding(effects);
            return;
        }

        foreach (var coordinator in _active.Values.ToList())
        {
            coordinator.Tick(now, effects);
            Settle(coordinator, effects);
        }
    }

    /// <inheritdoc/>
    public void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        if (message is Standing standing && from == Address.Acceptor(self))
            _isAdmitted = standing.IsAdmitted;
        else if (_isAdmitted)
            Take(now, from, message, effects);
    }

    /// <summary>Makes the coordinator of a transaction, as its protocol wants it.</summary>
    protected virtual Coordinator NewCoordinator(Transaction transaction) => transaction.Protocol switch
    {
        CommitProtocol.TwoPhase => new TwoPhase.Coordinator(transaction, settings, memory),
        _ => new PaxosCommit.Coordinator(transaction, settings, memory.NextBallot),
    };

    private void AskStanding(Effects effects) => effects.Send(Address.Acceptor(self), new AskStanding());

    private void Take(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case Run { IsSound: true } run when run.Transaction.Coordinator == self:
                OnRun(now, run, effects);
                break;
            case Ask { IsSound: true } ask:
                OnAsk(now, ask, effects);
                break;
            case ITransactionMessage { Transaction.IsSound: true } about:
                Pass(now, from, about, effects);
                break;
            default:
                // Answers of acceptors name instances, and the ballot that they belong to tells whose they are.
                foreach (var coordinator in _active.Values.ToList())
                {
                    coordinator.Receive(now, from, message, effects);
                    Settle(coordinator, effects);
                }

                break;
        }
    }

    private void OnRun(TimeSpan now, Run run, Effects effects)
    {
        var (id, nonce) = (run.Transaction.Id, run.Transaction.Nonce);
        var client = Address.Client(run.Client);
        if (_active.TryGetValue(id, out var known))
        {
            if (known.Transaction.Nonce == nonce)
                Await(client, run.Number, known, effects);
            else
                effects.Send(client, new IdInUse(run.Number));
        }
        else if (memory.Find(id) is { } ended)
        {
            effects.Send(client, ended.Nonce == nonce ? new Outcome(run.Number, ended.Decision, ended.Reason) : new IdInUse(run.Number));
        }
        else if (_active.Count >= settings.MaxActive)
        {
            effects.Send(client, new Overloaded(Taken: 0));
        }
        else
        {
            var coordinator = Add(run.Transaction);
            Await(client, run.Number, coordinator, effects);
            coordinator.Begin(now, run.Operations, run.Timeout, effects);
            Settle(coordinator, effects);
        }
    }

    /// <summary>What is not known here the participants know: that they have voted yes, and what was decided; or that they never will.</summary>
    private void OnAsk(TimeSpan now, Ask ask, Effects effects)
    {
        var id = ask.Transaction.Id;
        var client = Address.Client(ask.Client);
        if (_active.TryGetValue(id, out var known))
        {
            Await(client, ask.Number, known, effects);
        }
        else if (memory.Find(id) is { } ended)
        {
            effects.Send(client, new Outcome(ask.Number, ended.Decision, ended.Reason));
        }
        else if (_active.Count >= settings.MaxActive)
        {
            effects.Send(client, new Overloaded(Taken: 0));
        }
        else
        {
            var resolver = new Resolver(ask.Transaction, settings);
            _active.Add(id, resolver);
            Await(client, ask.Number, resolver, effects);
            resolver.Begin(now, [], TimeSpan.Zero, effects);
        }
    }

    private void Pass(TimeSpan now, Address from, ITransactionMessage message, Effects effects)
    {
        var transaction = message.Transaction;
        if (_active.TryGetValue(transaction.Id, out var coordinator) && coordinator.Transaction.Nonce == transaction.Nonce)
        {
            if (coordinator is not Resolver || message is Decide)
            {
                coordinator.Receive(now, from, message, effects);
                Settle(coordinator, effects);
                return;
            }

            _active.Remove(transaction.Id);
        }

        OnUnknown(now, from, message, effects);
    }

    /// <summary>A message about a transaction that is not under way here: it ended, or a crash ended it, or another node began it.</summary>
    private void OnUnknown(TimeSpan now, Address from, ITransactionMessage message, Effects effects)
    {
        var transaction = message.Transaction;
        if (transaction.Protocol == CommitProtocol.PaxosCommit)
        {
            Adopt(now, from, message, effects);
            return;
        }

        if (transaction.Coordinator != self)
            return;
        switch (message)
        {
            case Acknowledged:
                effects.Send(from, new Forget(transaction.Id));
                break;
            case Voted or Inquire:
                AnswerByPresumption(from, transaction, effects);
                break;
        }
    }

    /// <summary>What is not known to be committed was aborted. Three-phase commit presumes nothing: its participants decide without the coordinator.</summary>
    private void AnswerByPresumption(Address from, Transaction transaction, Effects effects)
    {
        if (memory.Find(transaction.Id) is { } ended && ended.Nonce == transaction.Nonce)
            effects.SendWhenDurable(from, new Decide(transaction, ended.Decision));
        else if (transaction.Protocol == CommitProtocol.TwoPhase)
            effects.Send(from, new Decide(transaction, Decision.Abort));
    }

    /// <summary>Any node finishes a transaction of Paxos Commit.</summary>
    private void Adopt(TimeSpan now, Address from, ITransactionMessage message, Effects effects)
    {
        if (message is not (Inquire or Acknowledged) || _active.Count >= settings.MaxActive)
            return;
        var coordinator = Add(message.Transaction);
        coordinator.Begin(now, [], TimeSpan.Zero, effects);
        coordinator.Receive(now, from, message, effects);
        Settle(coordinator, effects);
    }

    private Coordinator Add(Transaction transaction)
    {
        var coordinator = NewCoordinator(transaction);
        _active[transaction.Id] = coordinator;
        return coordinator;
    }

    private void Await(Address client, long number, Coordinator coordinator, Effects effects)
    {
        _waiters.RemoveAll(w => w.Client == client && w.Number == number);
        _waiters.Add((client, number, coordinator));
        Settle(coordinator, effects);
    }

    /// <summary>Tells a decision to the clients that wait for it, and takes leave of a transaction that is over.</summary>
    private void Settle(Coordinator coordinator, Effects effects)
    {
        if (coordinator.Decision is not { } decision)
            return;
        foreach (var (client, number, _) in _waiters.Where(w => w.Of.Transaction.Id == coordinator.Transaction.Id))
            effects.SendWhenDurable(client, new Outcome(number, decision, coordinator.Reason));
        _waiters.RemoveAll(w => w.Of.Transaction.Id == coordinator.Transaction.Id);
        if (!coordinator.IsOver || !_active.Remove(coordinator.Transaction.Id))
            return;
        memory.End(new Ended(coordinator.Transaction.Id, coordinator.Transaction.Nonce, decision, coordinator.Reason), effects);
    }
}
