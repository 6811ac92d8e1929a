using Akka.Actor;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;
using Xunit;

namespace Akka.Consensus.Tests.Owners;

/// <summary>Actors that own locks, on three voters with journals.</summary>
[Collection(OwnersCluster.Name)]
public sealed class BrokerSpec(OwnersCluster owners)
{
    private readonly OwnerProbe _one = new(owners.Cluster.Node(0));
    private readonly OwnerProbe _two = new(owners.Cluster.Node(1));

    [Fact(DisplayName = "An actor should be granted a lock, another be queued and get it next, with a word from the first")]
    public async Task An_actor_should_be_granted_a_lock()
    {
        var granted = await _one.AcquireAsync("actor/next");
        _two.Ask(new LockBroker.Acquire("actor/next"));
        Assert.Equal(new LockBroker.Queued("actor/next", 1), await _two.ToldAsync<LockBroker.Queued>());

        _one.Ask(new LockBroker.Release("actor/next", "up to 17"));

        await _one.ToldAsync<LockBroker.Released>();
        var next = await _two.ToldAsync<LockBroker.Granted>();
        Assert.Equal("up to 17", next.Message);
        Assert.True(next.Token > granted.Token);
        Assert.Equal(next.Token, next.Tokens["actor/next"]);
        Assert.False(next.LostToken.IsCancellationRequested);
    }

    [Fact(DisplayName = "An actor that does not want to wait should be denied a lock that another has, and told who; one that waited too long, too")]
    public async Task An_actor_should_be_denied()
    {
        await _one.AcquireAsync("actor/denied");

        _two.Ask(new LockBroker.Acquire("actor/denied") { Timeout = TimeSpan.Zero });
        var holder = (await _two.ToldAsync<LockBroker.Denied>()).Holder;
        Assert.Equal(Assert.Single(await owners.First.ListAsync("actor/denied")).Holder, holder);

        _two.Ask(new LockBroker.Acquire("actor/denied") { Timeout = TimeSpan.FromSeconds(2) });
        await _two.ToldAsync<LockBroker.Queued>();
        await _two.ToldAsync<LockBroker.Denied>();
    }

    [Fact(DisplayName = "When an actor stops, all that it holds should be released, and all that it waits for be cancelled, though its process lives on")]
    public async Task When_an_actor_stops_all_should_be_released()
    {
        await _one.AcquireAsync("actor/held-a");
        await _one.AcquireAsync("actor/held-b");
        await _two.AcquireAsync("actor/awaited");
        _one.Ask(new LockBroker.Acquire("actor/awaited"));
        await _one.ToldAsync<LockBroker.Queued>();

        await _one.StopAsync();

        await _two.AcquireUntilGrantedAsync("actor/held-a");
        await _two.AcquireUntilGrantedAsync("actor/held-b");
        await owners.WaitingAsync("actor/awaited", 0);
        Assert.Equal([LockEventKind.Granted, LockEventKind.Released], (await owners.EventsOfAsync("actor/held-a")).Where(k => k != LockEventKind.Queued).Take(2));
    }

    [Fact(DisplayName = "What an actor asked for and did not live to get should be given back")]
    public async Task What_an_actor_did_not_live_to_get_should_be_given_back()
    {
        _one.Ask(new LockBroker.Acquire("actor/late"));
        await _one.StopAsync();
        _one.Ask(new LockBroker.Acquire("actor/later"));

        await _two.AcquireUntilGrantedAsync("actor/late");
        await _two.AcquireUntilGrantedAsync("actor/later");
    }

    [Fact(DisplayName = "An actor that acquires again what it has should be told so again, and have it once; in another way it is refused")]
    public async Task An_actor_should_have_a_lock_once()
    {
        var granted = await _one.AcquireAsync("actor/again");

        Assert.Equal(granted.Token, (await _one.AcquireAsync("actor/again")).Token);
        _one.Ask(new LockBroker.Acquire("actor/again", new LockOptions { Mode = LockMode.Shared }));
        Assert.Contains("release it first", (await _one.ToldAsync<LockBroker.Failed>()).Reason, StringComparison.Ordinal);

        _two.Ask(new LockBroker.Acquire("actor/again"));
        await _two.ToldAsync<LockBroker.Queued>();
        _two.Ask(new LockBroker.Acquire("actor/again"));
        Assert.Equal(1, (await _two.ToldAsync<LockBroker.Queued>()).Position);
        _one.Ask(new LockBroker.Release("actor/again"));
        await _one.ToldAsync<LockBroker.Released>();
        await _two.ToldAsync<LockBroker.Granted>();
    }

    [Fact(DisplayName = "What an actor asks for while it releases should be asked for after that; of two releases each should be answered, and again is no error")]
    public async Task What_is_asked_for_during_a_release_should_follow_it()
    {
        var granted = await _one.AcquireAsync("actor/turn");

        _one.Ask(new LockBroker.Release("actor/turn"));
        _one.Ask(new LockBroker.Acquire("actor/turn") { Timeout = TimeSpan.Zero });
        await _one.ToldAsync<LockBroker.Released>();
        Assert.True((await _one.ToldAsync<LockBroker.Granted>()).Token > granted.Token);

        _one.Ask(new LockBroker.Release("actor/turn"));
        _one.Ask(new LockBroker.Acquire("actor/turn"));
        _one.Ask(new LockBroker.Release("actor/turn"));
        await _one.ToldAsync<LockBroker.Released>();
        await _one.ToldAsync<LockBroker.Released>();
        _one.Ask(new LockBroker.Release("actor/turn"));
        await _one.ToldAsync<LockBroker.Released>();
        await _two.AcquireAsync("actor/turn");
    }

    [Fact(DisplayName = "A wait that is released should end, and never be granted")]
    public async Task A_wait_that_is_released_should_end()
    {
        await _one.AcquireAsync("actor/wait");
        _two.Ask(new LockBroker.Acquire("actor/wait"));
        await _two.ToldAsync<LockBroker.Queued>();

        _two.Ask(new LockBroker.Release("actor/wait"));

        await _two.ToldAsync<LockBroker.Released>();
        await owners.WaitingAsync("actor/wait", 0);
        _one.Ask(new LockBroker.Release("actor/wait"));
        await _one.ToldAsync<LockBroker.Released>();
        Assert.DoesNotContain(LockEventKind.Granted, (await owners.EventsOfAsync("actor/wait")).Skip(1));
    }

    [Fact(DisplayName = "Actors should share a lock, have permits of a semaphore, and take several locks at once")]
    public async Task Actors_should_have_all_that_a_lock_can_be()
    {
        var shared = new LockOptions { Mode = LockMode.Shared, Value = "reader" };
        await _one.AcquireAsync("actor/shared", shared);
        await _two.AcquireAsync("actor/shared", shared);
        Assert.Equal(2, (await owners.First.DescribeAsync("actor/shared")).Holders.Count(h => h.Value == "reader"));

        LockDemand[] both = [new("actor/left"), new("actor/permits", LockMode.Permits) { Count = 2, Permits = 2 }];
        _one.Ask(new LockBroker.Acquire(both));
        var granted = await _one.ToldAsync<LockBroker.Granted>();
        Assert.Equal(["actor/left", "actor/permits"], granted.Tokens.Keys.Order());
        _two.Ask(new LockBroker.Acquire([new LockDemand("actor/permits", LockMode.Permits) { Count = 1, Permits = 2 }]));
        await _two.ToldAsync<LockBroker.Queued>();

        _one.Ask(new LockBroker.Release("actor/left"));

        await _two.ToldAsync<LockBroker.Granted>();
    }

    [Fact(DisplayName = "An actor whose lock is taken away should be told by whom, and its LostToken be cancelled")]
    public async Task An_actor_should_be_told_of_a_loss()
    {
        var granted = await _one.AcquireAsync("actor/lost");

        Assert.True(await owners.Second.ForceReleaseAsync("actor/lost", granted.Token, "ops"));

        Assert.Equal(new LockBroker.Lost("actor/lost", granted.Token, new Loss(LossReason.Revoked, "ops")), await _one.ToldAsync<LockBroker.Lost>());
        await Task.Delay(Timeout.Infinite, granted.LostToken).WaitAsync(OwnersCluster.Patience).ContinueWith(t => Assert.True(t.IsCanceled), TaskScheduler.Default);
        Assert.True((await _one.AcquireAsync("actor/lost")).Token > granted.Token);
    }

    [Fact(DisplayName = "An actor in a process that is cut off should be told that its lock is suspended, and when the process is back, that it is held still")]
    public async Task An_actor_should_be_told_of_a_suspension()
    {
        var process = owners.Cluster.Outsider("akka.consensus.client.session-ttl = 6s");
        var probe = new OwnerProbe(process);
        var granted = await probe.AcquireAsync("actor/suspended");

        await owners.CutAsync(process);
        Assert.Equal(granted.Token, (await probe.ToldAsync<LockBroker.Suspended>()).Token);
        await owners.MendAsync(process);

        Assert.Equal(granted.Token, (await probe.ToldAsync<LockBroker.Resumed>()).Token);
    }

    [Fact(DisplayName = "An actor of another ActorSystem should be refused, and told to ask the broker of its own")]
    public async Task An_actor_of_another_system_should_be_refused()
    {
        var remote = await owners.Cluster.Node(0).ActorSelection(new RootActorPath(Akka.Cluster.Cluster.Get(owners.Cluster.Node(1)).SelfAddress) / "user" / _two.Ref.Path.Name)
            .ResolveOne(OwnersCluster.Patience);

        owners.First.Broker.Tell(new LockBroker.Acquire("actor/remote"), remote);

        Assert.Contains("your own", (await _two.ToldAsync<LockBroker.Failed>()).Reason, StringComparison.Ordinal);
        Assert.Empty(await owners.EventsOfAsync("actor/remote"));
    }

    [Fact(DisplayName = "An Ask should be refused, and a name that cannot be used: with the reason")]
    public async Task What_cannot_be_done_should_fail_with_the_reason()
    {
        var asked = await owners.First.Broker.Ask<LockBroker.Failed>(new LockBroker.Acquire("actor/ask"), OwnersCluster.Patience);
        Assert.Contains("Ask", asked.Reason, StringComparison.Ordinal);
        Assert.Empty(await owners.EventsOfAsync("actor/ask"));

        _one.Ask(new LockBroker.Acquire(""));
        Assert.IsType<ArgumentException>((await _one.ToldAsync<LockBroker.Failed>()).Cause);
        await _one.AcquireAsync("actor/word");
        _one.Ask(new LockBroker.Release("actor/word", new string('x', 1025)));
        Assert.Contains("too long", (await _one.ToldAsync<LockBroker.Failed>()).Reason, StringComparison.Ordinal);
        Assert.Single(await owners.First.ListAsync("actor/word"));
    }
}
