using Akka.Consensus.Core;
using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Simulation.Ensemble.Registers;

/// <summary>What became of a request: the value that is chosen, or null if nothing was.</summary>
public sealed record RegisterAnswer(RegisterRequest Request, Value? Value) : IOutcome;

/// <summary>A client in its simplest form: it asks one node after another until it is answered. It forgets everything when it crashes.</summary>
public sealed class RegisterClient(IReadOnlyList<NodeId> nodes, int first) : IRole
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);

    private readonly SortedDictionary<long, Asked> _pending = [];

    private readonly record struct Asked(RegisterRequest Request, TimeSpan SentAt, int Times);

    /// <summary>What has not been answered, in the order in which it was asked.</summary>
    public IEnumerable<RegisterRequest> Pending => _pending.Values.Select(a => a.Request);

    public void Ask(TimeSpan now, RegisterRequest request, Effects effects)
    {
        _pending.Add(request.Number, new Asked(request, now, 0));
        Send(request, 0, effects);
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
        foreach (var (number, (request, _, times)) in _pending.Where(p => now - p.Value.SentAt >= RetryInterval).ToList())
        {
            _pending[number] = new Asked(request, now, times + 1);
            Send(request, times + 1, effects);
        }
    }

    /// <inheritdoc/>
    public void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        var (number, value) = message switch
        {
            Decided decided => (decided.Number, decided.Value),
            Undecided undecided => (undecided.Number, null),
            _ => (0L, null),
        };
        if (_pending.Remove(number, out var asked))
            effects.Tell(new RegisterAnswer(asked.Request, value));
    }

    private void Send(RegisterRequest request, int times, Effects effects) =>
        effects.Send(new Address(Role.RegisterLearner, nodes[(first + times) % nodes.Count].Value), request);
}
