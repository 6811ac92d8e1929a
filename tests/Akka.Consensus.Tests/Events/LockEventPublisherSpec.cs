using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Events;
using Xunit;

namespace Akka.Consensus.Tests.Events;

/// <summary>What a node publishes of what its learner applies.</summary>
public sealed class LockEventPublisherSpec
{
    private readonly List<PublishedLockEvents> _published = [];
    private readonly LockEventPublisher _publisher;
    private readonly History _history = new(History.StandardCapacity);
    private bool _leads;

    public LockEventPublisherSpec() => _publisher = new LockEventPublisher("group", "node-1", () => _leads, _published.Add);

    [Fact(DisplayName = "A node that leads should publish each event once, each message beginning where the last one ended")]
    public void A_node_that_leads_should_publish_each_event_once()
    {
        _leads = true;
        for (var i = 1; i <= 9; i++)
        {
            _history.Add(At(i, 1));
            if (i % 3 == 0)
                _publisher.Publish(_history);
            _publisher.Publish(new History(1));
        }

        Assert.Equal(Enumerable.Range(1, 9).Select(i => At(i, 1)), _published.SelectMany(p => p.Events));
        Assert.Equal([default, At(3, 1).Position, At(6, 1).Position], _published.Select(p => p.After));
        Assert.All(_published, p => Assert.Equal(("group", "node-1"), (p.Group, p.PublishedBy)));
    }

    [Fact(DisplayName = "A node should pass over what it applies while it does not lead, and say from where on it tells")]
    public void A_node_should_pass_over_what_it_applies_while_it_does_not_lead()
    {
        Apply(At(1, 1), At(1, 2));
        _leads = true;
        Apply(At(2, 1));
        _leads = false;
        Apply(At(3, 1));
        _leads = true;
        Apply(At(4, 1));

        Assert.Equal([At(2, 1), At(4, 1)], _published.Select(p => p.Events.Single()));
        Assert.Equal([At(1, 2).Position, At(3, 1).Position], _published.Select(p => p.After));
    }

    [Fact(DisplayName = "What a learner reads back after a restart should not be published again")]
    public void What_a_learner_reads_back_should_not_be_published_again()
    {
        _leads = true;
        Apply(At(1, 1), At(2, 1));

        var anew = new History(History.StandardCapacity);
        foreach (var happened in new[] { At(1, 1), At(2, 1), At(3, 1) })
        {
            anew.Add(happened);
            _publisher.Publish(anew);
        }

        Assert.Equal([At(1, 1), At(2, 1), At(3, 1)], _published.SelectMany(p => p.Events));
    }

    [Fact(DisplayName = "After a snapshot that skips events, a message should begin after the snapshot, so that the gap shows")]
    public void After_a_snapshot_the_gap_should_show()
    {
        _leads = true;
        Apply(At(1, 1));
        _history.Restart(new LogIndex(7));
        Apply(At(8, 1));

        Assert.Equal(EventPosition.After(new LogIndex(7)), _published[^1].After);
        Assert.Equal([At(8, 1)], _published[^1].Events);
    }

    [Fact(DisplayName = "Many events at once should be published in messages that fit into a frame")]
    public void Many_events_should_be_published_in_messages_that_fit()
    {
        _leads = true;
        var all = Enumerable.Range(1, 500).Select(i => At(i, 1) with { Text = new string('語', LockRequest.MaxTextLength) }).ToArray();
        Apply(all);

        Assert.All(_published, p => Assert.InRange(p.Events.Sum(e => e.Size), 1, 64_000));
        Assert.Equal(all, _published.SelectMany(p => p.Events));
        Assert.Equal(_published.Skip(1).Select(p => p.After), _published.SkipLast(1).Select(p => p.Events[^1].Position));
    }

    private static LockEvent At(int index, int part) =>
        new(new LogIndex(index), LockEventKind.Granted, "a", new Owner(new SessionId(1), index), new FencingToken(index), null) { Part = part };

    private void Apply(params ReadOnlySpan<LockEvent> events)
    {
        foreach (var happened in events)
            _history.Add(happened);
        _publisher.Publish(_history);
    }
}
