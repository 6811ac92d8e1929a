using Akka.Actor;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Registers;
using Akka.Consensus.Transactions;
using Akka.Consensus.Transactions.Postgres;
using Npgsql;

namespace Akka.Consensus.Tests;

/// <summary>The README's code about registers and transactions.</summary>
internal static class ReadmeTransactions
{
    public static async Task<string?> DecideAsync(ActorSystem system, CancellationToken cancellationToken)
    {
        // README begin
        IConsensusRegister registers = ConsensusRegister.Get(system);

        string site = await registers.DecideAsync("site-of-2027", "Bergen", cancellationToken);    // what was decided, whoever said it
        string? known = await registers.ReadTextAsync("site-of-2027", cancellationToken);          // null as long as nothing is
        // README end
        return site == known ? known : null;
    }

    public static async Task<string> TransferAsync(ActorSystem system, IActorRef ada, IActorRef bob, CancellationToken cancellationToken)
    {
        // README begin
        IAtomicTransaction transfer = AtomicCommit.Get(system).Begin(new() { Protocol = CommitProtocol.PaxosCommit });
        transfer.Enlist(ada, new Deposit(-40));
        transfer.Enlist(bob, new Deposit(40));

        TransactionOutcome outcome = await transfer.CommitAsync(TimeSpan.FromSeconds(5), cancellationToken);
        string said = outcome switch
        {
            Committed => "both have it",
            Aborted aborted => $"nothing was done: {aborted.Reason}",
            InDoubt inDoubt => $"nobody has said yet: ask again with ResolveAsync about {inDoubt.Id}",
            _ => throw new InvalidOperationException(),
        };
        // README end
        return said;
    }

    public static IActorRef Database(ActorSystem system, NpgsqlDataSource database)
    {
        // README begin
        IActorRef orders = system.ActorOf(PostgresParticipant.Props("orders-db", database, async (transaction, operation, stop) =>
        {
            await using var update = new NpgsqlCommand("UPDATE stock SET left_over = left_over - 1 WHERE article = @article AND left_over > 0",
                (NpgsqlConnection)transaction.Connection!, (NpgsqlTransaction)transaction);
            update.Parameters.AddWithValue("article", operation);
            return await update.ExecuteNonQueryAsync(stop) == 1 ? null : $"{operation} is sold out";    // null: it can be committed
        }), "orders-db");
        // README end
        return orders;
    }

    // README begin
    public sealed record Deposit(long Amount);

    public sealed class Account(string number) : TransactionalActor<long>(initial: 0)
    {
        public override string PersistenceId => $"account-{number}";

        protected override IEnumerable<string> KeysOf(object operation) => [number];        // held from the vote until the decision

        protected override Vote Check(long balance, object operation, out string? reason)
        {
            reason = balance + ((Deposit)operation).Amount < 0 ? $"account {number} has only {balance}" : null;
            return reason is null ? Vote.Yes : Vote.No;
        }

        protected override long Apply(long balance, object operation) => balance + ((Deposit)operation).Amount;

        protected override void OnMessage(object message) => Sender.Tell(State);
    }
    // README end
}
