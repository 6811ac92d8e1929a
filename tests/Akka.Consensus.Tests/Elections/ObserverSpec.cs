using Akka.Consensus.Client;
using Akka.Consensus.Elections;
using Xunit;

namespace Akka.Consensus.Tests.Elections;

/// <summary>No gap in what an observer sees, whatever the nodes that it asks have forgotten or not yet heard of.</summary>
public sealed class ObserverSpec
{
    [Fact(DisplayName = "While some node remembers, an observer should see each change once and in order, whichever node answers, lags or begins anew")]
    public async Task While_some_node_remembers_an_observer_should_see_each_change()
    {
        var (lagging, forgetful) = (0, 0);
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var replicas = new Replicas(random, count: 3);
            var asked = 0;
            replicas.OnAsked = () =>
            {
                for (var i = random.Next(4); i > 0 && asked < 60; i--)
                    replicas.Happen();
                var known = replicas.Changes.Count;
                if (++asked == 60)
                    Until(replicas, r => r.Changes.Count > known && r.Leader is not null);
                replicas.CatchUp(random.Next(2), asked < 60 ? random.Next(1, 120) : long.MaxValue);

                // The last node remembers all, and so will be asked in the end.
                replicas.CatchUp(2);
                if (random.Next(5) == 0 && asked < 60)
                {
                    forgetful++;
                    replicas.Forget(random.Next(2));
                }
            };

            var seen = new List<LeaderChange>();
            await foreach (var change in new Observer(replicas, TimeSpan.Zero).RunAsync(CancellationToken.None))
            {
                seen.Add(change);
                if (asked >= 60 && change.Leader == replicas.Leader)
                    break;
            }

            Assert.Equal(LeaderChangeKind.Present, seen[0].Kind);
            Assert.Equal(replicas.Changes.TakeLast(seen.Count - 1), seen.Skip(1));
            var before = replicas.Changes.SkipLast(seen.Count - 1).LastOrDefault()?.Leader;
            Assert.Equal(before, seen[0].Leader);
            lagging += replicas.Lagging;
        }

        Assert.True(lagging > 1000 && forgetful > 1000, $"{lagging} answers lagged, {forgetful} nodes began anew");
    }

    [Fact(DisplayName = "When no node remembers what came next, an observer should say that it missed changes, and who leads, and go on from there")]
    public async Task When_no_node_remembers_an_observer_should_say_so()
    {
        var replicas = new Replicas(new Random(1), count: 1);
        await using var changes = new Changes(Observe(replicas));
        await changes.ExpectAsync((LeaderChangeKind.Present, null));
        Until(replicas, r => r.Changes.Count > 5 && r.Leader is not null);
        replicas.CatchUp(0);
        replicas.Forget(0);
        var afterwards = replicas.Leader;

        await changes.ExpectAsync((LeaderChangeKind.Missed, afterwards));

        var known = replicas.Changes.Count;
        Until(replicas, r => r.Changes.Count > known);
        replicas.CatchUp(0);
        await changes.ExpectAsync((replicas.Changes[known].Kind, replicas.Changes[known].Leader));
    }

    [Fact(DisplayName = "When no node remembers, but the same leader leads in the same term, nothing was missed")]
    public async Task When_the_same_leader_leads_nothing_was_missed()
    {
        var replicas = new Replicas(new Random(2), count: 1);
        Until(replicas, r => r.Leader is not null);
        replicas.CatchUp(0);
        await using var changes = new Changes(Observe(replicas));
        await changes.ExpectAsync((LeaderChangeKind.Present, replicas.Leader));
        var next = changes.NextAsync();

        // Another log entry, of another lock, and a snapshot after it.
        replicas.Pass();
        replicas.CatchUp(0);
        replicas.Forget(0);
        var asked = new TaskCompletionSource();
        var questions = 0;
        replicas.OnAsked = () =>
        {
            if (++questions == 50)
                asked.SetResult();
        };
        await asked.Task.WaitAsync(Owners.OwnersCluster.Patience);
        Assert.False(next.IsCompleted);
        replicas.OnAsked = () => { };
        var known = replicas.Changes.Count;
        Until(replicas, r => r.Changes.Count > known);
        replicas.CatchUp(0);

        Assert.Equal(replicas.Changes[known], await next);
    }

    [Fact(DisplayName = "While nobody answers an observer should wait, and miss nothing by it")]
    public async Task While_nobody_answers_an_observer_should_wait()
    {
        var replicas = new Replicas(new Random(3), count: 1);
        await using var changes = new Changes(Observe(replicas));
        await changes.ExpectAsync((LeaderChangeKind.Present, null));
        var refused = 0;
        replicas.OnAsked = () => throw (refused++ % 2 == 0 ? new ConsensusUnavailableException("no quorum") : new ConsensusOverloadedException("too much"));
        var next = changes.NextAsync();
        Until(replicas, r => r.Changes.Count > 1);
        while (Volatile.Read(ref refused) < 10)
            await Task.Yield();
        Assert.False(next.IsCompleted);

        replicas.CatchUp(0);
        replicas.OnAsked = () => { };

        Assert.Equal(replicas.Changes[0], await next);
        Assert.Equal(replicas.Changes[1], await changes.NextAsync());
    }

    private static IAsyncEnumerable<LeaderChange> Observe(Replicas replicas) => new Observer(replicas, TimeSpan.FromMilliseconds(1)).RunAsync(CancellationToken.None);

    private static void Until(Replicas replicas, Func<Replicas, bool> condition)
    {
        while (!condition(replicas))
            replicas.Happen();
    }
}
