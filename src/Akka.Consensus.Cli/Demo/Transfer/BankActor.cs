using System.Collections.Immutable;
using Akka.Actor;
using Akka.Consensus.Cli.Wire;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Transactions;

namespace Akka.Consensus.Cli;

/// <summary>What a bank has in its books.</summary>
/// <param name="Balances">How much each account has.</param>
/// <param name="Postings">Every posting, in order.</param>
internal sealed record Books(ImmutableSortedDictionary<string, long> Balances, ImmutableList<Posting> Postings)
{
    /// <summary>The books on the first day: some accounts with as much each.</summary>
    public static Books Open(int accounts, long balance) => new(
        Enumerable.Range(1, accounts).ToImmutableSortedDictionary(n => $"account-{n}", _ => balance, StringComparer.Ordinal), []);
}

/// <summary>A bank, one of some on a node: a persistent actor whose accounts transactions change.</summary>
internal sealed class BankActor(string node, int number) : TransactionalActor<Books>(Books.Open(Accounts, Balance))
{
    /// <summary>How many accounts a bank has.</summary>
    public const int Accounts = 50;

    /// <summary>How much each of them has at first.</summary>
    public const long Balance = 1000;

    private const int PostingsPerPage = 500;

    /// <inheritdoc/>
    public override string PersistenceId => $"bank-{node}-{number}";

    /// <inheritdoc/>
    protected override IEnumerable<string> KeysOf(object operation) => [((Posting)operation).Account];

    /// <inheritdoc/>
    protected override Vote Check(Books state, object operation, out string? reason)
    {
        var posting = (Posting)operation;
        var balance = state.Balances.GetValueOrDefault(posting.Account);
        reason = balance + posting.Amount < 0 ? $"{posting.Account} has only {balance}" : null;
        return reason is null ? Vote.Yes : Vote.No;
    }

    /// <inheritdoc/>
    protected override Books Apply(Books state, object operation)
    {
        var posting = (Posting)operation;
        return new Books(state.Balances.SetItem(posting.Account, state.Balances.GetValueOrDefault(posting.Account) + posting.Amount), state.Postings.Add(posting));
    }

    /// <inheritdoc/>
    protected override void OnMessage(object message)
    {
        if (message is not StatementRequest request)
            return;
        var statement = new Statement { Total = State.Balances.Values.Sum(), Count = State.Postings.Count };
        statement.Postings.AddRange(State.Postings.Skip(request.From).Take(PostingsPerPage));
        Sender.Tell(statement);
    }
}
