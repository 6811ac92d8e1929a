using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;

namespace Akka.Consensus.Simulation.Ensemble.Transactions;

/// <summary>What became of a request: the decision; null if another transaction has the id.</summary>
public sealed record TransactionAnswer(TransactionRequest Request, Decision? Decision, string? Reason) : IOutcome;

/// <summary>A client in its simplest form: it sends a request again until it is answered. It forgets everything when it crashes.</summary>
public sealed class TransactionClient(TimeSpan retryInterval) : IRole
{
    private readonly SortedDictionary<long, Asked> _pending = [];

    private readonly record struct Asked(NodeId Node, TransactionRequest Request, TimeSpan SentAt);

    /// <summary>What has not been answered, and by whom, in the order in which it was asked.</summary>
    public IEnumerable<(NodeId Node, TransactionRequest Request)> Pending => _pending.Values.Select(a => (a.Node, a.Request));

    public void Ask(TimeSpan now, NodeId node, TransactionRequest request, Effects effects)
    {
        _pending.Add(request.Number, new Asked(node, request, now));
        effects.Send(new Address(Role.Coordinator, node.Value), request);
    }

    /// <inheritdoc/>
    public void Recover(IEvent stored) => throw new InvariantException("a client stores nothing");

    /// <inheritdoc/>
    public void Start(TimeSpan now, Effects effects)
    {
    }

    /// <inheritdoc/>
    public void Tick(TimeSpan now, Effects effects)
    {
        foreach (var (number, asked) in _pending.Where(p => now - p.Value.SentAt >= retryInterval).ToList())
        {
            _pending[number] = asked with { SentAt = now };
            effects.Send(new Address(Role.Coordinator, asked.Node.Value), asked.Request);
        }
    }

    /// <inheritdoc/>
    public void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        var (number, decision, reason) = message switch
        {
            Outcome outcome => (outcome.Number, outcome.Decision, outcome.Reason),
            IdInUse used => (used.Number, null, null),
            _ => (0L, null, null),
        };
        if (_pending.Remove(number, out var asked))
            effects.Tell(new TransactionAnswer(asked.Request, decision, reason));
    }
}
