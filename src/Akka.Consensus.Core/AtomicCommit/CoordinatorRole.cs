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
        foreach (var begun in memory.Begun)
            Add(begun).RecoverUndecided(now);
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
        CommitProtocol.ThreePhase => new ThreePhase.Coordinator(transaction, settings, memory),
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
            AnswerOf(client, run.Number, known, nonce, effects);
        }
        else if (memory.Find(id) is { } ended)
        {
            AnswerOf(client, run.Number, ended, nonce, effects);
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

    /// <summary>What is not known here others know: that they have voted yes, and what was decided; or that they never will.</summary>
    private void OnAsk(TimeSpan now, Ask ask, Effects effects)
    {
        var (id, nonce) = (ask.Transaction.Id, ask.Transaction.Nonce);
        var client = Address.Client(ask.Client);
        if (_active.TryGetValue(id, out var known))
        {
            AnswerOf(client, ask.Number, known, nonce, effects);
        }
        else if (memory.Find(id) is { } ended)
        {
            AnswerOf(client, ask.Number, ended, nonce, effects);
        }
        else if (_active.Count >= settings.MaxActive)
        {
            effects.Send(client, new Overloaded(Taken: 0));
        }
        else
        {
            var resolver = NewResolver(ask.Transaction);
            _active.Add(id, resolver);
            Await(client, ask.Number, resolver, effects);
            resolver.Begin(now, [], ask.Transaction.Coordinator == self ? TimeSpan.Zero : 2 * settings.RetryInterval, effects);
        }
    }

    /// <summary>Of Paxos Commit any node finds out by itself, if the coordinator is silent.</summary>
    private Coordinator NewResolver(Transaction transaction) =>
        transaction.Protocol == CommitProtocol.PaxosCommit ? NewCoordinator(transaction) : new Resolver(self, transaction, settings);

    private void AnswerOf(Address client, long number, Coordinator known, long nonce, Effects effects)
    {
        if (known.Transaction.Nonce == nonce)
            Await(client, number, known, effects);
        else
            effects.Send(client, new IdInUse(number));
    }

    // Whatever a client is told stays true over a crash: the outcome may be on its way to the disk yet.
    private static void AnswerOf(Address client, long number, Ended ended, long nonce, Effects effects) =>
        effects.SendWhenDurable(client, ended.Nonce == nonce ? new Outcome(number, ended.Decision, ended.Reason) : new IdInUse(number));

    private void Pass(TimeSpan now, Address from, ITransactionMessage message, Effects effects)
    {
        var transaction = message.Transaction;
        if (_active.TryGetValue(transaction.Id, out var coordinator) && coordinator.Transaction.Nonce == transaction.Nonce
            && (coordinator is not Resolver || message is Decide))
        {
            coordinator.Receive(now, from, message, effects);
            Settle(coordinator, effects);
            return;
        }

        OnUnknown(now, from, message, effects);
    }

    /// <summary>A message about a transaction that is not under way here: it ended, or a crash ended it, or another node began it.</summary>
    private void OnUnknown(TimeSpan now, Address from, ITransactionMessage message, Effects effects)
    {
        var transaction = message.Transaction;
        if (memory.Find(transaction.Id) is { } ended && ended.Nonce == transaction.Nonce)
            AnswerFromMemory(from, message, ended, effects);
        else if (transaction.Protocol == CommitProtocol.PaxosCommit)
            Adopt(now, from, message, effects);
        else if (transaction.Coordinator == self && message is Acknowledged)
            effects.Send(from, new Forget(transaction.Id));
        else if (transaction.Coordinator == self && message is Voted or Inquire && IsAnother(transaction))
            effects.SendWhenDurable(from, new Decide(transaction, Decision.Abort));
        else if (transaction.Coordinator == self && message is Voted or Inquire && transaction.Protocol == CommitProtocol.TwoPhase)
            Presume(now, from, transaction, effects);
    }

    /// <summary>Whether another transaction has the id, so that this one was never begun, and will not be.</summary>
    private bool IsAnother(Transaction transaction) => _active.TryGetValue(transaction.Id, out var active)
        ? active.Transaction.Nonce != transaction.Nonce
        : memory.Find(transaction.Id) is { } ended && ended.Nonce != transaction.Nonce;

    private static void AnswerFromMemory(Address from, ITransactionMessage message, Ended ended, Effects effects)
    {
        if (message is Acknowledged)
            effects.Send(from, new Forget(ended.Id));
        else if (message is Voted or Inquire)
            effects.SendWhenDurable(from, new Decide(message.Transaction, ended.Decision));
    }

    /// <summary>
    /// What is not known to be committed was aborted. Three-phase commit presumes nothing: its participants decide without the coordinator. The request may
    /// come once more: so it is stored that this was said.
    /// </summary>
    private void Presume(TimeSpan now, Address from, Transaction transaction, Effects effects)
    {
        var decide = new Decide(transaction, Decision.Abort);
        memory.Close(new Ended(transaction.Id, transaction.Nonce, decide.Decision, "its coordinator had crashed before it had decided"), effects);
        effects.SendWhenDurable(from, decide);
        if (!_active.TryGetValue(transaction.Id, out var resolver))
            return;
        resolver.Receive(now, from, decide, effects);
        Settle(resolver, effects);
    }

    /// <summary>Any node finishes a transaction of Paxos Commit.</summary>
    private void Adopt(TimeSpan now, Address from, ITransactionMessage message, Effects effects)
    {
        if (message is not (Inquire or Acknowledged) || _active.Count >= settings.MaxActive
            || (_active.TryGetValue(message.Transaction.Id, out var known) && known.Transaction.Nonce != message.Transaction.Nonce))
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
        if (coordinator is Resolver && coordinator.Transaction.Coordinator == self)
            memory.Close(new Ended(coordinator.Transaction.Id, coordinator.Transaction.Nonce, decision, coordinator.Reason), effects);
        foreach (var (client, number, _) in _waiters.Where(w => w.Of.Transaction.Id == coordinator.Transaction.Id))
            effects.SendWhenDurable(client, new Outcome(number, decision, coordinator.Reason));
        _waiters.RemoveAll(w => w.Of.Transaction.Id == coordinator.Transaction.Id);
        if (!coordinator.IsOver || !_active.Remove(coordinator.Transaction.Id))
            return;
        memory.End(new Ended(coordinator.Transaction.Id, coordinator.Transaction.Nonce, decision, coordinator.Reason), effects);
    }
}
