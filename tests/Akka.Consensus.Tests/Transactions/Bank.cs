using System.Collections.Immutable;
using Akka.Actor;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Transactions;

namespace Akka.Consensus.Tests.Transactions;

/// <summary>Add to an account; take from it, if the amount is negative.</summary>
public sealed record Move(string Account, long Amount);

/// <summary>How much an account has.</summary>
public sealed record GetBalance(string Account);

/// <summary>Pay in, outside all transactions.</summary>
public sealed record PayIn(string Account, long Amount);

/// <summary>Start again, as after a failure.</summary>
public sealed record Fail;

/// <summary>A bank with some accounts.</summary>
public sealed class Bank(string name) : TransactionalActor<ImmutableDictionary<string, long>>(ImmutableDictionary<string, long>.Empty)
{
    public override string PersistenceId => $"bank-{name}";

    protected override IEnumerable<string> KeysOf(object operation) => [((Move)operation).Account];

    protected override Vote Check(ImmutableDictionary<string, long> state, object operation, out string? reason)
    {
        var move = (Move)operation;
        var balance = state.GetValueOrDefault(move.Account);
        reason = balance + move.Amount < 0 ? $"{move.Account} has only {balance}" : null;
        return reason is not null ? Vote.No : move.Amount == 0 ? Vote.ReadOnly : Vote.Yes;
    }

    protected override ImmutableDictionary<string, long> Apply(ImmutableDictionary<string, long> state, object operation)
    {
        var move = (Move)operation;
        return state.SetItem(move.Account, state.GetValueOrDefault(move.Account) + move.Amount);
    }

    protected override void OnMessage(object message)
    {
        switch (message)
        {
            case GetBalance get:
                Sender.Tell(State.GetValueOrDefault(get.Account));
                break;
            case PayIn pay:
                var sender = Sender;
                if (!TryChange(new Move(pay.Account, pay.Amount), () => sender.Tell("paid in"), out var reason))
                    sender.Tell(reason!);
                break;
            case Fail:
                throw new InvalidOperationException("asked to fail");
        }
    }
}
