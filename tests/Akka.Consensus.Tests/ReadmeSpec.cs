using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Fencing;
using Akka.Consensus.Lease;
using Akka.Consensus.Locks;
using Akka.Consensus.Tests.Fencing;
using Xunit;

namespace Akka.Consensus.Tests;

/// <summary>The README says what is so.</summary>
public sealed class ReadmeSpec(TestCluster cluster) : IClassFixture<TestCluster>
{
    internal static readonly string Root = FindRoot();

    /// <summary>The README.</summary>
    internal static string Text => File.ReadAllText(Path.Combine(Root, "README.md"));

    [Fact(DisplayName = "The README's code should be the code that is compiled here")]
    public void The_code_should_be_the_code_that_is_compiled_here()
    {
        var readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        var shown = 0;
        foreach (var file in new[] { "ReadmeExample.cs", "ReadmeTransactions.cs", Path.Combine("Hosting", "ReadmeHost.cs") })
        {
            var source = File.ReadAllLines(Path.Combine(Root, "tests", "Akka.Consensus.Tests", file));
            foreach (var end in Enumerable.Range(0, source.Length).Where(i => source[i].Contains("README end", StringComparison.Ordinal)))
            {
                var begin = Array.FindLastIndex(source, end, l => l.Contains("README begin", StringComparison.Ordinal));
                var indent = source[begin].IndexOf("//", StringComparison.Ordinal);
                var code = string.Join('\n', source[(begin + 1)..end].Select(l => l.Length > indent ? l[indent..] : ""));
                Assert.Contains(code, readme, StringComparison.Ordinal);
                shown++;
            }
        }

        Assert.Equal(readme.Split("```csharp").Length - 1, shown);
    }

    [Fact(DisplayName = "The README's code should run")]
    public async Task The_code_should_run()
    {
        var orders = new Orders();

        await ReadmeExample.ShipAsync(cluster.Node(0), orders, CancellationToken.None);

        Assert.True(orders.Token.Value > 0);
        await using var free = await ReplicatedLocks.Get(cluster.Node(1)).Get("orders/42").TryAcquireAsync();
        Assert.NotNull(free);
    }

    [Fact(DisplayName = "The README's code that decides should run")]
    public async Task The_code_that_decides_should_run() =>
        Assert.Equal("Bergen", await ReadmeTransactions.DecideAsync(cluster.Node(2), CancellationToken.None));

    [Fact(DisplayName = "The README's code that moves money should run, and be refused what an account does not have")]
    public async Task The_code_that_moves_money_should_run()
    {
        var system = cluster.Node(0);
        IActorRef Open(string number) => system.ActorOf(Props.Create(() => new ReadmeTransactions.Account(number)), $"readme-{number}");
        var (ada, bob) = (Open("ada"), Open("bob"));

        Assert.Equal("nothing was done: account ada has only 0", await ReadmeTransactions.TransferAsync(system, ada, bob, CancellationToken.None));

        var salary = Akka.Consensus.Transactions.AtomicCommit.Get(system).Begin();
        salary.Enlist(ada, new ReadmeTransactions.Deposit(100));
        Assert.Equal(new Akka.Consensus.Transactions.Committed(), await salary.CommitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("both have it", await ReadmeTransactions.TransferAsync(system, await IdleAsync(ada, 100), Open("carl"), CancellationToken.None));
    }

    /// <summary>Whoever commits hears of it before the participants do.</summary>
    private static async Task<IActorRef> IdleAsync(IActorRef account, long balance)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await account.Ask<long>("balance", patience.Token) != balance)
            await Task.Delay(20, patience.Token);
        return account;
    }

    [Fact(DisplayName = "The README's code that uses a provider should run")]
    public async Task The_code_that_uses_a_provider_should_run()
    {
        var orders = new Orders();

        await ReadmeExample.ShipByProviderAsync(cluster.Node(1), orders, CancellationToken.None);

        Assert.True(orders.Token.Value > 0);
    }

    [Fact(DisplayName = "The README's code that shares locks should run, and give all back")]
    public async Task The_code_that_shares_locks_should_run()
    {
        await ReadmeExample.ShareAsync(ReplicatedLocks.Get(cluster.Node(0)), CancellationToken.None);

        Assert.Empty(await ReplicatedLocks.Get(cluster.Node(1)).ListAsync("orders/43"));
    }

    [Fact(DisplayName = "The README's code that guards a resource should run")]
    public async Task The_code_that_guards_a_resource_should_run()
    {
        using var database = new SqlDatabase();
        await using var connection = database.Open();
        SqlDatabase.Execute(connection, "CREATE TABLE orders (id INTEGER PRIMARY KEY, state TEXT)");
        SqlDatabase.Execute(connection, "INSERT INTO orders (id, state) VALUES (42, 'new')");
        var locks = ReplicatedLocks.Get(cluster.Node(0));
        var old = await locks.Get("guarded").AcquireAsync();
        await old.DisposeAsync();
        await using var held = await locks.Get("guarded").AcquireAsync();
        var answers = new TaskCompletionSource<object>();
        var me = cluster.Node(0).ActorOf(Props.Create(() => new Keeper(answers)));

        await ReadmeExample.PackAsync(database.Guard, connection, held, CancellationToken.None);
        ReadmeExample.Ship(cluster.Node(0), Guarded.Props(me), held, me);

        Assert.Equal(1, SqlDatabase.Execute(connection, "DELETE FROM orders WHERE state = 'packed'"));
        Assert.Equal("ship 42", await answers.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        await Assert.ThrowsAsync<StaleTokenException>(
            () => ReadmeExample.PackAsync(database.Guard, connection, old, CancellationToken.None));
    }

    [Fact(DisplayName = "The README's code that elects a leader should run, and that which observes it")]
    public async Task The_code_that_elects_a_leader_should_run()
    {
        var locks = ReplicatedLocks.Get(cluster.Node(0));
        var election = locks.GetElection("scheduler");
        var before = await election.CampaignAsync("before");
        using var cancel = new CancellationTokenSource();
        var leaders = Channel.CreateUnbounded<string?>();
        var following = ReadmeExample.FollowAsync(election, leader => leaders.Writer.TryWrite(leader), cancel.Token);
        Assert.Equal("before", await leaders.Reader.ReadAsync());
        var schedule = new Schedule();
        var leading = ReadmeExample.LeadAsync(locks, schedule, CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await locks.DescribeAsync("akka.consensus.election/scheduler", cancellationToken: patience.Token)).Waiting == 0)
            await Task.Delay(10, patience.Token);

        await before.ResignAsync("up to 41");
        await leading;

        Assert.Equal("up to 41", schedule.From);
        foreach (var leader in new[] { null, "10.0.0.7:8080", null })
            Assert.Equal(leader, await leaders.Reader.ReadAsync(patience.Token));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
    }

    [Fact(DisplayName = "The README's actor should be granted its lock, and stop when it is lost")]
    public async Task The_actor_should_be_granted_its_lock()
    {
        var system = cluster.Node(1);
        var shipped = new TaskCompletionSource<object>();
        var shipping = system.ActorOf(Props.Create(() => new Keeper(shipped)));
        var shipper = system.ActorOf(Props.Create(() => new ReadmeExample.Shipper(ReplicatedLocks.Get(system).Broker, shipping)));

        var fenced = Assert.IsType<Fenced>(await shipped.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal("ship 42", fenced.Message);
        Assert.True(await ReplicatedLocks.Get(cluster.Node(0)).ForceReleaseAsync("orders/42", fenced.Token, "ops"));

        await shipper.WatchAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory(DisplayName = "Every setting that the README names should exist")]
    [InlineData("akka.consensus.client.session-ttl")]
    [InlineData("akka.consensus.client.clock-drift")]
    [InlineData("akka.consensus.client.contact-points")]
    [InlineData("akka.consensus.election-timeout")]
    [InlineData("akka.consensus.heartbeat-interval")]
    [InlineData("akka.consensus.data-dir")]
    public void Every_setting_that_the_README_names_should_exist(string key)
    {
        Assert.True(Consensus.DefaultConfig().HasPath(key), key);
        Assert.Contains(key["akka.consensus.".Length..].Split('.')[^1], File.ReadAllText(Path.Combine(Root, "README.md")), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "The README's configuration of leases should lead to our lease")]
    public void The_configuration_of_leases_should_lead_to_our_lease()
    {
        var section = File.ReadAllText(Path.Combine(Root, "README.md")).Split("\n## Cluster Singleton, Sharding and downing\n")[1];
        var config = ConfigurationFactory.ParseString(section.Split("```")[1]);

        foreach (var user in new[] { "singleton.use-lease", "sharding.use-lease", "split-brain-resolver.lease-majority.lease-implementation" })
        {
            var lease = config.GetString($"akka.cluster.{user}") + ".lease-class";
            Assert.Equal(typeof(ConsensusLease), Type.GetType(config.GetString(lease), throwOnError: true));
            Assert.Equal(config.GetString(lease), Consensus.DefaultConfig().GetString(lease));
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Akka.Consensus.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests run within the repository");
        return folder.FullName;
    }

    /// <summary>Keeps the first thing that it is told.</summary>
    private sealed class Keeper : ReceiveActor
    {
        public Keeper(TaskCompletionSource<object> first) => ReceiveAny(m => first.TrySetResult(m));
    }

    private sealed class Schedule : ISchedule
    {
        public string? From { get; private set; }

        public Task<string> RunAsync(string? from, FencingToken term, CancellationToken lost)
        {
            From = from;
            return Task.FromResult("up to 42");
        }
    }

    private sealed class Orders : IOrders
    {
        public FencingToken Token { get; private set; }

        public Task ShipAsync(int order, FencingToken token, CancellationToken lost)
        {
            Assert.False(lost.IsCancellationRequested);
            Token = token;
            return Task.CompletedTask;
        }
    }
}
