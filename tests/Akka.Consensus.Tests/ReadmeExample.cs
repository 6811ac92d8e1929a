using System.Data.Common;
using Akka.Actor;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.DistributedLock;
using Akka.Consensus.Elections;
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

    public static async Task ShareAsync(IReplicatedLocks locks, CancellationToken cancellationToken)
    {
        // README begin
        IReplicatedLock part = locks.Get("catalogue", new LockOptions { Mode = LockMode.Shared });              // many readers, or one writer
        IReplicatedLock printer = locks.GetSemaphore("printers", permits: 3);                                   // as many as there are permits
        IReplicatedLock both = locks.GetAll([new LockDemand("account/1"), new LockDemand("account/2")]);        // all at once, or none

        LockOptions mine = new() { Owner = new LockOwner(), MaxHold = TimeSpan.FromMinutes(5), Delay = TimeSpan.FromSeconds(30) };
        await using LockHandle outer = await locks.Get("orders/43", mine).AcquireAsync(cancellationToken: cancellationToken);
        await using LockHandle inner = await locks.Get("orders/43", mine).AcquireAsync(cancellationToken: cancellationToken);   // the same owner
        // README end
        foreach (IReplicatedLock wanted in (IReplicatedLock[])[part, printer, both])
            await using (await wanted.AcquireAsync(cancellationToken: cancellationToken))
                await Task.Yield();
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

    public static async Task LeadAsync(IReplicatedLocks locks, ISchedule schedule, CancellationToken cancellationToken)
    {
        // README begin
        IElection election = locks.GetElection("scheduler");
        await using Leadership leadership = await election.CampaignAsync("10.0.0.7:8080", cancellationToken: cancellationToken);

        string upTo = await schedule.RunAsync(leadership.Inherited, leadership.Term, leadership.Lost);

        await leadership.ResignAsync(upTo, cancellationToken);    // the next in line finds it in Inherited
        // README end
    }

    public static async Task FollowAsync(IElection election, Action<string?> follow, CancellationToken cancellationToken)
    {
        // README begin
        await foreach (LeaderChange change in election.ObserveAsync(cancellationToken: cancellationToken))
            follow(change.Leader?.Value);                         // first who leads now, then every change in order; null for nobody
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

    /// <summary>An actor that ships as long as it has the lock, and stops when it loses it.</summary>
    internal sealed class Shipper : ReceiveActor
    {
        // README begin
        public Shipper(IActorRef broker, IActorRef shipping)      // ReplicatedLocks.Get(system).Broker, and a FencedReceiver
        {
            Receive<LockBroker.Granted>(granted => shipping.Tell(new Fenced(granted.Token, "ship 42")));
            Receive<LockBroker.Lost>(_ => Context.Stop(Self));
            broker.Tell(new LockBroker.Acquire("orders/42"), Self);
        }
        // README end
    }
}

/// <summary>What the elected leader does: it says how far it came.</summary>
internal interface ISchedule
{
    Task<string> RunAsync(string? from, Core.Locks.FencingToken term, CancellationToken lost);
}

/// <summary>What the example guards: it refuses a token that is lower than one it has seen.</summary>
internal interface IOrders
{
    Task ShipAsync(int order, Core.Locks.FencingToken token, CancellationToken lost);
}
