using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.SinglePaxos;

/// <summary>
/// Knows what is chosen, and answers clients: at once if it has learned the value; else it has the proposer of its node propose the client's, or find out.
/// </summary>
/// <remarks>
/// Lamport, "Paxos Made Simple" (2001), §2.3. A learner that missed the word of a value learns it when somebody asks for it. What it has learned stays,
/// on disk too.
/// </remarks>
public sealed class Learner(NodeId self, RegisterLimits limits) : IRole
{
    private readonly SortedDictionary<InstanceId, Value> _values = [];
    private readonly Waiters _waiters = new(limits);

    /// <summary>How many values it has learned.</summary>
    public int Count => _values.Count;

    /// <summary>The value of a register; null if it has not learned any.</summary>
    public Value? Find(InstanceId instance) => _values.GetValueOrDefault(instance);

    /// <inheritdoc/>
    public void Recover(IEvent stored) => Learn(((Learned)stored).Values);

    /// <inheritdoc/>
    public void Start(TimeSpan now, Effects effects) => _waiters.Start(now);

    /// <inheritdoc/>
    public void Tick(TimeSpan now, Effects effects)
    {
        foreach (var message in _waiters.Remind(now))
            effects.Send(Proposer, message);
    }

    /// <inheritdoc/>
    public void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case RegisterRequest { IsSound: true } request:
                OnRequest(now, request, effects);
                break;
            case Chosen chosen:
                OnChosen(chosen, effects);
                break;
            case Open open when from == Proposer:
                foreach (var (client, number) in _waiters.TakeReaders(open))
                    effects.Send(client, new Undecided(number));
                break;
        }
    }

    private Address Proposer => new(Role.RegisterProposer, self.Value);

    private void OnRequest(TimeSpan now, RegisterRequest request, Effects effects)
    {
        var instance = new InstanceId(request.Name);
        var client = Address.Client(request.Client);
        if (_values.TryGetValue(instance, out var value))
            effects.Send(client, new Decided(request.Number, value));
        else if (_values.Count >= limits.Registers)
            effects.Send(client, new NoMoreRegisters(request.Number));
        else if (_waiters.IsFull)
            effects.Send(client, new Overloaded(Taken: 0));
        else
            effects.Send(Proposer, _waiters.Add(now, instance, request));
    }

    private void OnChosen(Chosen chosen, Effects effects)
    {
        var fresh = chosen.Values.Where(p => !_values.ContainsKey(p.Instance)).ToList();
        Learn(chosen.Values);
        if (fresh.Count > 0)
            effects.Persist(new Learned(fresh));
        foreach (var (instance, value) in chosen.Values)
        {
            // Chosen is chosen, whether or not it is written down here.
            foreach (var (client, number) in _waiters.TakeAll(instance))
                effects.Send(client, new Decided(number, value));
        }
    }

    private void Learn(IReadOnlyList<Proposal> values)
    {
        foreach (var (instance, value) in values)
        {
            if (_values.TryGetValue(instance, out var known))
                Invariant.Require(known.Equals(value), "P5: at most one value is chosen");
            else
                _values.Add(instance, value);
        }
    }
}
