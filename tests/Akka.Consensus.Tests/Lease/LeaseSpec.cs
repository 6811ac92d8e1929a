using Akka.Actor;
using Akka.Consensus.Lease;
using Akka.Consensus.Locks;
using Akka.Coordination;
using Xunit;

namespace Akka.Consensus.Tests.Lease;

/// <summary>
/// What Akka expects of a lease: the contract of Akka.Coordination, and what the leases of Akka Management do. Run once for processes within
/// the cluster, once for processes outside.
/// </summary>
public abstract class LeaseSpec(TestCluster cluster)
{
    internal const string ConfigPath = "akka.coordination.lease.consensus";

    internal const string LeaseClass = ConfigPath + ".lease-class = \"Akka.Consensus.Lease.ConsensusLease, Akka.Consensus\"\n";

    private const string OneThread = "akka.actor.default-dispatcher { type = ForkJoinDispatcher, dedicated-thread-pool.thread-count = 1 }\n";

    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected TestCluster Cluster => cluster;

    /// <summary>A process that lives at least as long as the test.</summary>
    protected abstract ActorSystem First { get; }

    /// <summary>Another.</summary>
    protected abstract ActorSystem Second { get; }

    /// <summary>A new process of the test's own.</summary>
    protected abstract ActorSystem Fresh(string config = "");

    internal static ConsensusLease Lease(ActorSystem system, string name, string owner = "127.0.0.1:4053") =>
        Assert.IsType<ConsensusLease>(LeaseProvider.Get(system).GetLease(name, ConfigPath, owner));

    [Fact(DisplayName = "A free lease should be acquired, with a token")]
    public async Task A_free_lease_should_be_acquired()
    {
        var lease = Lease(First, "free");
        Assert.False(lease.CheckLease());
        Assert.Null(lease.Token);

        Assert.True(await lease.Acquire());

        Assert.True(lease.CheckLease());
        Assert.True(lease.Token!.Value.Value > 0);
    }

    [Fact(DisplayName = "A lease that another holds should be refused, and the holder not be disturbed, though both give the same address")]
    public async Task A_lease_that_another_holds_should_be_refused()
    {
        var (first, second) = (Lease(First, "held"), Lease(Second, "held"));
        Assert.True(await first.Acquire());

        Assert.False(await second.Acquire());

        Assert.False(second.CheckLease());
        Assert.True(first.CheckLease());
    }

    [Fact(DisplayName = "Two owners in one process should exclude each other")]
    public async Task Two_owners_in_one_process_should_exclude_each_other()
    {
        Assert.True(await Lease(First, "owners", "a:1").Acquire());

        Assert.False(await Lease(First, "owners", "b:1").Acquire());
    }

    [Fact(DisplayName = "The holder should acquire again without a round trip")]
    public async Task The_holder_should_acquire_again_without_a_round_trip()
    {
        var lease = Lease(First, "again");
        Assert.True(await lease.Acquire());
        var token = lease.Token;

        var again = lease.Acquire();

        Assert.True(again.IsCompletedSuccessfully && await again);
        Assert.Equal(token, lease.Token);
    }

    [Fact(DisplayName = "Of two that acquire at a time exactly one should succeed")]
    public async Task Of_two_that_acquire_at_a_time_one_should_succeed()
    {
        var races = Enumerable.Range(0, 20).Select(async i =>
        {
            var (first, second) = (Lease(First, $"race-{i}"), Lease(Second, $"race-{i}"));
            var won = await Task.WhenAll(first.Acquire(), second.Acquire());
            Assert.Equal([first.CheckLease(), second.CheckLease()], won);
            return won.Count(w => w);
        });

        Assert.All(await Task.WhenAll(races), winners => Assert.Equal(1, winners));
    }

    [Fact(DisplayName = "Acquires of one lease at a time should be one: all are told the same, and one release ends it")]
    public async Task Acquires_of_one_lease_at_a_time_should_be_one()
    {
        var lease = Lease(First, "together");

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => lease.Acquire())), Assert.True);
        Assert.True(await lease.Release());

        Assert.True(await Lease(Second, "together").Acquire());
    }

    [Fact(DisplayName = "A lease that was released should go to another, and be acquired back after that, with ever higher tokens")]
    public async Task A_released_lease_should_go_to_another()
    {
        var (first, second) = (Lease(First, "released"), Lease(Second, "released"));
        Assert.True(await first.Acquire());
        var token = first.Token!.Value;

        Assert.True(await first.Release());
        Assert.False(first.CheckLease());
        Assert.True(await second.Acquire());
        Assert.True(second.Token > token);
        Assert.False(await first.Acquire());

        token = second.Token!.Value;
        Assert.True(await second.Release());
        Assert.True(await first.Acquire());
        Assert.True(first.Token > token);
    }

    [Fact(DisplayName = "A release of what is not held should be true, and free nobody else's lease")]
    public async Task A_release_of_what_is_not_held_should_be_true()
    {
        var (first, second) = (Lease(First, "not-held"), Lease(Second, "not-held"));
        Assert.True(await second.Release());
        Assert.True(await first.Acquire());
        Assert.False(await second.Acquire());

        Assert.True(await second.Release());

        Assert.True(first.CheckLease());
        Assert.False(await second.Acquire());
    }

    [Fact(DisplayName = "A release again should be true, and not free the next holder's lease")]
    public async Task A_release_again_should_be_true()
    {
        var (first, second, third) = (Lease(First, "twice"), Lease(Second, "twice"), Lease(Second, "twice", "another:1"));
        Assert.True(await first.Acquire());
        Assert.All(await Task.WhenAll(first.Release(), first.Release()), Assert.True);
        Assert.True(await second.Acquire());

        Assert.True(await first.Release());

        Assert.True(second.CheckLease());
        Assert.False(await third.Acquire());
    }

    [Fact(DisplayName = "A release while an acquire is under way should leave nothing held")]
    public async Task A_release_while_an_acquire_is_under_way_should_leave_nothing_held()
    {
        var (first, second) = (Lease(First, "under-way"), Lease(Second, "under-way"));
        for (var i = 0; i < 10; i++)
        {
            var acquired = first.Acquire();

            Assert.True(await first.Release());

            Assert.False(first.CheckLease());
            Assert.True(await second.Acquire());
            Assert.True(await second.Release());
            await acquired;
            Assert.False(first.CheckLease());
        }
    }

    [Fact(DisplayName = "An acquire right after a release, itself right after an acquire, should succeed: the lease is not refused to its own former holder")]
    public async Task An_acquire_right_after_a_release_should_succeed()
    {
        var lease = Lease(First, "right-after");
        for (var i = 0; i < 10; i++)
        {
            var (acquired, released, next) = (lease.Acquire(), lease.Release(), lease.Acquire());

            Assert.True(await released);
            Assert.True(await next);
            Assert.True(lease.CheckLease());
            await acquired;
            _ = lease.Release();
        }
    }

    [Fact(DisplayName = "A loss should be told once, with a reason, by the callback that came last; and the lease should not count as held")]
    public async Task A_loss_should_be_told_once()
    {
        var process = Fresh();
        var lease = Lease(process, "lost");
        var (earlier, told) = (new Losses(), new Losses());
        Assert.True(await lease.Acquire(earlier.Add));
        Assert.True(await lease.Acquire(told.Add));
        Assert.True(await lease.Acquire());

        await ReplicatedLocks.Get(process).CloseAsync();

        Assert.False(lease.CheckLease());
        Assert.Contains("lost", Assert.IsType<LeaseTimeoutException>(await told.FirstAsync()).Message, StringComparison.Ordinal);
        Assert.True(await lease.Release());
        Assert.True(await Lease(First, "lost").Acquire());
        Assert.Equal((0, 1), (earlier.Count, told.Count));
    }

    [Fact(DisplayName = "A callback that throws should harm nobody")]
    public async Task A_callback_that_throws_should_harm_nobody()
    {
        var process = Fresh();
        var told = new Losses();
        Assert.True(await Lease(process, "throws").Acquire(_ => throw new InvalidOperationException("the application's")));
        Assert.True(await Lease(process, "throws-not").Acquire(told.Add));

        await ReplicatedLocks.Get(process).CloseAsync();

        await told.FirstAsync();
    }

    [Fact(DisplayName = "A release should not be told as a loss, even if the session ends later")]
    public async Task A_release_should_not_be_told_as_a_loss()
    {
        var process = Fresh();
        var (released, held) = (new Losses(), new Losses());
        var lease = Lease(process, "released-first");
        Assert.True(await lease.Acquire(released.Add));
        Assert.True(await Lease(process, "held-on").Acquire(held.Add));
        Assert.True(await lease.Release());

        await ReplicatedLocks.Get(process).CloseAsync();

        await held.FirstAsync();
        Assert.Equal(0, released.Count);
    }

    [Fact(DisplayName = "After the locks have been closed, an acquire should fail with what is wrong, and a release be true")]
    public async Task After_closing_an_acquire_should_fail()
    {
        var process = Fresh();
        var lease = Lease(process, "closed");
        Assert.True(await lease.Acquire());
        await ReplicatedLocks.Get(process).CloseAsync();

        var failure = await Assert.ThrowsAsync<LeaseException>(() => lease.Acquire());

        Assert.Contains("closed", failure.Message, StringComparison.Ordinal);
        Assert.True(await lease.Release());
    }

    [Fact(DisplayName = "A release should need no thread of the default dispatcher")]
    public async Task A_release_should_need_no_thread_of_the_default_dispatcher()
    {
        var process = Fresh(OneThread);
        var lease = Lease(process, "blocked");
        Assert.True(await lease.Acquire());
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        process.ActorOf(Props.Create(() => new Blocker(entered, leave)));
        try
        {
            Assert.True(entered.Wait(Patience));

            Assert.True(await lease.Release());

            Assert.True(await Lease(First, "blocked").Acquire());
        }
        finally
        {
            leave.Set();
        }
    }

    [Fact(DisplayName = "Until the first acquire nothing should be started: a lease is made while the cluster's own actors start")]
    public async Task Until_the_first_acquire_nothing_should_be_started()
    {
        var process = Fresh();

        var lease = Lease(process, "cheap");
        Assert.False(lease.CheckLease());
        Assert.True(await lease.Release());
        Assert.False(process.HasExtension<ReplicatedLocks>() || process.HasExtension<Consensus>());

        Assert.True(await lease.Acquire());
        Assert.True(process.HasExtension<ReplicatedLocks>());
    }

    [Fact(DisplayName = "A lease should be a lock that no application can take by its name")]
    public async Task A_lease_should_be_a_lock_that_no_application_can_take()
    {
        var locks = ReplicatedLocks.Get(First);
        Assert.True(await Lease(First, "shared-name").Acquire());

        Assert.NotNull(await locks.Get("shared-name").TryAcquireAsync());
        Assert.Throws<ArgumentException>(() => locks.Get(ConsensusLease.LockNamePrefix + "shared-name"));
        Assert.Single(await locks.ListAsync(ConsensusLease.LockNamePrefix + "shared-name"));
    }

    private sealed class Blocker : UntypedActor
    {
        public Blocker(ManualResetEventSlim entered, ManualResetEventSlim leave)
        {
            entered.Set();
            leave.Wait();
        }

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
