using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Consensus.Locks;
using Akka.Consensus.Transactions;
using Akka.Persistence.Sql;
using Microsoft.Data.Sqlite;
using Xunit;
using AtomicCommit = Akka.Consensus.Transactions.AtomicCommit;

namespace Akka.Consensus.Tests.Transactions;

/// <summary>A cluster of one voter in this process, with an application whose journal and snapshots are a SQLite file.</summary>
public sealed class TransactionNode : IAsyncLifetime
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("akka-consensus-").FullName;

    // The same in each life: a participant is found again by its address.
    private readonly int _port = FreePort();

    public ActorSystem System { get; private set; } = null!;

    private string ApplicationStore => $"Data Source={Path.Combine(_folder, "application.db")};Pooling=false";

    public async Task InitializeAsync()
    {
        System = ActorSystem.Create("consensus", ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = OFF
              actor.provider = cluster
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = {{_port}} }
              cluster { roles = ["consensus", "consensus-node.node-1"], log-info = off, downing-provider-class = "" }
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              consensus {
                node-id = node-1, members = [node-1], data-dir = "{{Path.Combine(_folder, "node")}}"
                transactions { retry-interval = 2s, snapshot-interval = 10 }
              }
              actor {
                serializers.bank = "{{typeof(BankSerializer).AssemblyQualifiedName}}"
                serialization-bindings { "{{typeof(ImmutableDictionary<string, long>).AssemblyQualifiedName}}" = bank }
              }
              persistence {
                journal { plugin = "akka.persistence.journal.sql", sql { connection-string = "{{ApplicationStore}}", provider-name = "SQLite.MS" } }
                snapshot-store { plugin = "akka.persistence.snapshot-store.sql", sql { connection-string = "{{ApplicationStore}}", provider-name = "SQLite.MS" } }
              }
            }
            """).WithFallback(SqlPersistence.DefaultConfiguration));
        Cluster.Cluster.Get(System).Join(Cluster.Cluster.Get(System).SelfAddress);
        await using var held = await ReplicatedLocks.Get(System).Get("is it up").AcquireAsync(Patience);

        // The application's tables are made when they are first needed.
        await System.ActorOf(Props.Create(() => new Bank("first"))).Ask<string>(new PayIn("ada", 1), Patience);
    }

    /// <summary>Ends the process, and starts the next one.</summary>
    public async Task RestartAsync()
    {
        await System.Terminate();
        await InitializeAsync();
    }

    /// <summary>Ends an actor, as a crash of its process would, and waits until its name is free for the next life.</summary>
    public async Task CrashAsync(IActorRef actor)
    {
        System.Stop(actor);
        var guardian = ((ExtendedActorSystem)System).Guardian;
        await WaitUntilAsync(() => guardian.GetChild([actor.Path.Name]).IsNobody());
    }

    /// <summary>Begins a transaction of these participants.</summary>
    public IAtomicTransaction Begin(TransactionOptions options, params (IActorRef Participant, object Operation)[] parts)
    {
        var transaction = AtomicCommit.Get(System).Begin(options);
        foreach (var (participant, operation) in parts)
            transaction.Enlist(participant, operation);
        return transaction;
    }

    /// <summary>Carries out a transaction of these participants.</summary>
    public Task<TransactionOutcome> CommitAsync(params (IActorRef Participant, object Operation)[] parts) => Begin(new(), parts).CommitAsync(Patience);

    /// <summary>Says something to the application's journal.</summary>
    /// <returns>The first value of the first row; null if there is none.</returns>
    public object? Execute(string sql)
    {
        using var connection = new SqliteConnection(ApplicationStore + ";Default Timeout=30");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    /// <summary>How many events of a participant the journal holds.</summary>
    public long CountEvents(string persistenceId) => (long)Execute($"SELECT count(*) FROM journal WHERE persistence_id = '{persistenceId}' AND deleted = 0")!;

    /// <summary>Waits until something is so; fails if it takes too long.</summary>
    public static async Task WaitUntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!isSo())
            await Task.Delay(20, patience.Token);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async Task DisposeAsync()
    {
        await System.Terminate();
        Directory.Delete(_folder, recursive: true);
    }
}
