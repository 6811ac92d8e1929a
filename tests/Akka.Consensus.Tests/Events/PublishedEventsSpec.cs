using System.Threading.Channels;
using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Events;
using Akka.Consensus.Locks;
using Xunit;

namespace Akka.Consensus.Tests.Events;

/// <summary>Lock events as an application gets them by Distributed PubSub.</summary>
public sealed class PublishedEventsSpec
{
    [Fact(DisplayName = "What happens to a lock should be published by the node that leads alone, to subscribers on every member of the cluster")]
    public async Task What_happens_to_a_lock_should_be_published()
    {
        // A busy machine should not make for a change of leader: then two nodes may publish.
        await using var cluster = TestCluster.With("publish-events = on, election-timeout = 5s");
        await cluster.InitializeAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var member = cluster.Member();
        var locks = ReplicatedLocks.Get(member);
        var leader = (await locks.GetStatusAsync(TimeSpan.FromMinutes(1), patience.Token)).Leader;
        var subscribers = new[] { member, cluster.Node(0), cluster.Node(1), cluster.Node(2) }.Select(Subscribe).ToList();

        // A subscription gets about by gossip: until it has, what is published does not come to every member.
        var first = Task.WhenAll(subscribers.Select(s => s.ReadAsync(patience.Token).AsTask()));
        while (!first.IsCompleted)
        {
            await using var held = await locks.Get("waking").AcquireAsync(cancellationToken: patience.Token);
            await Task.WhenAny(first, Task.Delay(100, patience.Token));
        }

        var taken = await locks.Get("published", new LockOptions { Value = "mine" }).AcquireAsync(cancellationToken: patience.Token);
        await taken.ReleaseAsync(patience.Token);

        foreach (var (subscriber, begun) in subscribers.Zip(await first))
        {
            var messages = new List<PublishedLockEvents> { begun };
            while (!messages[^1].Events.Any(e => e is { Kind: LockEventKind.Released, Name: "published" }))
                messages.Add(await subscriber.ReadAsync(patience.Token));

            Assert.All(messages, m => Assert.Equal(leader, m.PublishedBy));
            Assert.Equal(messages.SkipLast(1).Select(m => m.Events[^1].Position), messages.Skip(1).Select(m => m.After));
            var ours = messages.SelectMany(m => m.Events).Where(e => e.Name == "published").ToList();
            Assert.Equal([LockEventKind.Granted, LockEventKind.Released], ours.Select(e => e.Kind));
            Assert.Equal((taken.Token, "mine"), (ours[0].Token, ours[0].Text));
        }
    }

    private static ChannelReader<PublishedLockEvents> Subscribe(ActorSystem system)
    {
        var messages = Channel.CreateUnbounded<PublishedLockEvents>();
        var subscriber = system.ActorOf(Props.Create(() => new Subscriber(messages)));
        DistributedPubSub.Get(system).Mediator.Tell(new Subscribe(PublishedLockEvents.Topic, subscriber), subscriber);
        return messages.Reader;
    }

    private sealed class Subscriber : ReceiveActor
    {
        public Subscriber(Channel<PublishedLockEvents> messages)
        {
            Receive<PublishedLockEvents>(m => messages.Writer.TryWrite(m));
            Receive<SubscribeAck>(_ => { });
        }
    }
}
