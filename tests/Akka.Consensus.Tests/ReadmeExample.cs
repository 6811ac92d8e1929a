using System.Data.Common;
using Akka.Actor;
using Akka.Consensus.DistributedLock;
using Akka.Consensus.Fencing;
using Akka.Consensus.Locks;
using Medallion.Threading;

namespace Akka.Consensus.Tests;

/// <summary>The code of the README, as an application has it: what is shown there is what is compiled and run here.</summary>
internal static class ReadmeExample
{
    public static async Task ShipAsync(ActorSystem system, IOrders orders, CancellationToken cancellationToken)
    {
        // README begin
        Consensus.Get(system);                                    // on a node with the role "consensus": it votes from now on
        IReplicatedLocks locks = ReplicatedLocks.Get(system);     // on any node

        await using LockHandle held = await locks.Get("orders/42").AcquireAsync(TimeSpan.FromSeconds(5), cancellationToken);

        await orders.ShipAsync(42, held.Token, held.Lost);        // refuses a lower token; stops when the lock is lost
        // README end
    }

    public static async Task PackAsync(SqlFencingGuard guard, DbConnection database, LockHandle held, CancellationToken cancellationToken)
    {
        // README begin
        await using DbTransaction transaction = await database.BeginTransactionAsync(cancellationToken);
        await guard.AcceptAsync(transaction, "orders/42", held.Token, cancellationToken);     // or throws a StaleTokenException
        await using DbCommand pack = database.CreateCommand();
        pack.Transaction = transaction;
        pack.CommandText = "UPDATE orders SET state = 'packed' WHERE id = 42";
        await pack.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        // README end
    }

    public static void Ship(ActorSystem system, Props shipping, LockHandle held, IActorRef me)
    {
        // README begin
        IActorRef guarded = system.ActorOf(FencedReceiver.Props(shipping));
        guarded.Tell(new Fenced(held.Token, "ship 42"), me);      // me gets a StaleToken if there was a newer one
        // README end
    }

    public static async Task ShipByProviderAsync(ActorSystem system, IOrders orders, CancellationToken cancellationToken)
    {
        // README begin
        IDistributedLockProvider locks = new ConsensusDistributedSynchronizationProvider(system);

        await using (IDistributedSynchronizationHandle held = await locks.AcquireLockAsync("orders/42", TimeSpan.FromSeconds(5), cancellationToken))
        {
            await orders.ShipAsync(42, held.GetFencingToken(), held.HandleLostToken);
        }
        // README end
    }
}

/// <summary>What the example guards: it refuses a token that is lower than one it has seen.</summary>
internal interface IOrders
{
    Task ShipAsync(int order, Core.Locks.FencingToken token, CancellationToken lost);
}
