using System.Collections.Immutable;
using Akka.Actor;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Transactions;

namespace Akka.Consensus.Tests.Transactions;

/// <summary>A sum, in a state that its serializer writes and cannot read back.</summary>
internal sealed class Unreadable(string name) : TransactionalActor<ImmutableSortedDictionary<string, long>>(ImmutableSortedDictionary<string, long>.Empty)
{
    public override string PersistenceId => name;

    protected override IEnumerable<string> KeysOf(object operation) => [];

    protected override Vote Check(ImmutableSortedDictionary<string, long> state, object operation, out string? reason)
    {
        reason = null;
        return Vote.Yes;
    }

    protected override ImmutableSortedDictionary<string, long> Apply(ImmutableSortedDictionary<string, long> state, object operation) =>
        state.SetItem("sum", state.GetValueOrDefault("sum") + ((Move)operation).Amount);

    protected override void OnMessage(object message)
    {
        var sender = Sender;
        if (message is PayIn pay)
            TryChange(new Move("", pay.Amount), () => sender.Tell("paid in"), out _);
        else
            sender.Tell(State.GetValueOrDefault("sum"));
    }
}
