using Akka.Actor;
using Akka.Consensus.Actors;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Elections;
using Akka.Consensus.Locks;
using Akka.Consensus.Tests.Owners;
using Xunit;
using static Akka.Consensus.Elections.LeaderChangeKind;

namespace Akka.Consensus.Tests.Elections;

/// <summary>Elections, on three voters with journals.</summary>
[Collection(OwnersCluster.Name)]
public sealed class ElectionSpec(OwnersCluster owners)
{
    [Fact(DisplayName = "Candidates should lead one at a time, in order, with ever higher terms, each with what the one before wanted it to know")]
    public async Task Candidates_should_lead_one_at_a_time()
    {
        var (here, there) = (owners.First.GetElection("one"), owners.Second.GetElection("one"));
        Assert.Null(await here.GetLeaderAsync());
        await using var first = await here.CampaignAsync("a", OwnersCluster.Patience);
        Assert.Equal(("one", "a", LockState.Held, null), (first.Election, first.Value, first.State, first.Inherited));
        var second = there.CampaignAsync("b", OwnersCluster.Patience);
        await owners.WaitingAsync(ElectionName.ToLock("one"), 1);
        var third = here.CampaignAsync("c", OwnersCluster.Patience);
        await owners.WaitingAsync(ElectionName.ToLock("one"), 2);
        Assert.Equal(LeaderOf(first), await there.GetLeaderAsync());
        await Assert.ThrowsAnyAsync<TimeoutException>(() => there.CampaignAsync("d", TimeSpan.FromMilliseconds(100)));

        await first.ResignAsync("up to 17");

        Assert.Equal("up to 17", (await second).Inherited);
        Assert.True((await second).Term > first.Term);
        Assert.False(third.IsCompleted);
        Assert.True(await (await second).ConfirmAsync());
        await (await second).DisposeAsync();
        Assert.Null((await third).Inherited);
        Assert.Equal(LeaderOf(await third), await there.GetLeaderAsync());
        await (await third).ResignAsync();
        Assert.Null(await there.GetLeaderAsync());
    }

    [Fact(DisplayName = "Observers, wherever they are and whenever they begin, should see who leads, and then every change in order and once")]
    public async Task Observers_should_see_every_change()
    {
        await using var outside = new Changes(ReplicatedLocks.Get(owners.Cluster.Outsider()).GetElection("seen").ObserveAsync(Consistency.Eventual));
        await using var inside = new Changes(owners.Second.GetElection("seen").ObserveAsync());
        await outside.ExpectAsync((Present, null));
        await inside.ExpectAsync((Present, null));
        var election = owners.First.GetElection("seen");
        var terms = new List<(LeaderChangeKind, Leader?)>();
        for (var i = 0; i < 10; i++)
        {
            await using var leadership = await election.CampaignAsync($"leader {i}", OwnersCluster.Patience);
            terms.AddRange([(Elected, LeaderOf(leadership)), (Resigned, null)]);
        }

        var last = await election.CampaignAsync("last", OwnersCluster.Patience);
        await using var late = new Changes(owners.Second.GetElection("seen").ObserveAsync());
        await late.ExpectAsync((Present, LeaderOf(last)));
        Assert.True(await owners.First.ForceReleaseAsync(ElectionName.ToLock("seen"), last.Term, "ops"));

        await outside.ExpectAsync([.. terms, (Elected, LeaderOf(last)), (Removed, null)]);
        await inside.ExpectAsync([.. terms, (Elected, LeaderOf(last)), (Removed, null)]);
        await late.ExpectAsync((Removed, null));
        Assert.Equal(new Loss(LossReason.Revoked, "ops"), last.Loss);
    }

    [Fact(DisplayName = "An observer should see every change of leader while another node takes over the log")]
    public async Task An_observer_should_see_every_change_while_another_node_takes_over()
    {
        await using var changes = new Changes(owners.Second.GetElection("moved").ObserveAsync());
        await changes.ExpectAsync((Present, null));
        var election = owners.First.GetElection("moved");
        var first = await election.CampaignAsync("first", OwnersCluster.Patience);
        await changes.ExpectAsync((Elected, LeaderOf(first)));
        var before = (await owners.First.GetStatusAsync()).Leader!;
        var next = election.CampaignAsync("next", OwnersCluster.Patience);
        await owners.WaitingAsync(ElectionName.ToLock("moved"), 1);

        var leading = owners.Cluster.Node(int.Parse(before["node-".Length..], System.Globalization.CultureInfo.InvariantCulture) - 1);
        await leading.ActorSelection("/system/consensus").Ask<Left>(Leave.Instance, OwnersCluster.Patience);
        await first.ResignAsync();

        await changes.ExpectAsync((Resigned, null), (Elected, LeaderOf(await next)));
        Assert.NotEqual(before, (await owners.First.GetStatusAsync()).Leader);
        await (await next).DisposeAsync();
    }

    [Fact(DisplayName = "A leader that is cut off should know that it does not lead, by its own clock, before another is elected; an observer sees the loss")]
    public async Task A_leader_that_is_cut_off_should_know_first()
    {
        var process = owners.Cluster.Outsider("akka.consensus.client.session-ttl = 1s");
        var leadership = await ReplicatedLocks.Get(process).GetElection("cut").CampaignAsync("far", OwnersCluster.Patience);
        await using var changes = new Changes(owners.Second.GetElection("cut").ObserveAsync());
        await changes.ExpectAsync((Present, LeaderOf(leadership)));
        var next = owners.First.GetElection("cut").CampaignAsync("near", OwnersCluster.Patience);
        await owners.WaitingAsync(ElectionName.ToLock("cut"), 1);
        var told = new TaskCompletionSource();
        leadership.Lost.Register(told.SetResult);

        await owners.CutAsync(process);

        await using var elected = await next;
        Assert.Equal(new Loss(LossReason.SessionEnded, null), leadership.Loss);
        await told.Task.WaitAsync(OwnersCluster.Patience);
        Assert.Null(elected.Inherited);
        await changes.ExpectAsync((LeaderChangeKind.Lost, null), (Elected, LeaderOf(elected)));
    }

    [Fact(DisplayName = "A lock should not be of the name of an election's, and names and values that cannot be used be refused")]
    public async Task What_cannot_be_used_should_be_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => owners.First.Get(ElectionName.ToLock("x")));
        Assert.Contains("GetElection", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => owners.First.GetElection(""));
        Assert.Throws<ArgumentException>(() => owners.First.GetElection(new string('x', 489)));
        Assert.Equal(new string('x', 488), owners.First.GetElection(new string('x', 488)).Name);
        await Assert.ThrowsAsync<ArgumentException>(() => owners.First.GetElection("x").CampaignAsync(new string('x', 1025)));
    }

    [Fact(DisplayName = "An observer should end when it is cancelled, and when its ActorSystem has ended")]
    public async Task An_observer_should_end()
    {
        var process = owners.Cluster.Outsider();
        var election = ReplicatedLocks.Get(process).GetElection("ended");
        using var cancel = new CancellationTokenSource();
        await using var cancelled = new Changes(election.ObserveAsync(cancellationToken: cancel.Token));
        await using var ended = new Changes(election.ObserveAsync());
        await cancelled.ExpectAsync((Present, null));
        await ended.ExpectAsync((Present, null));

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(cancelled.NextAsync);
        await process.Terminate();
        await Assert.ThrowsAsync<ObjectDisposedException>(ended.NextAsync);
    }

    private static Leader LeaderOf(Leadership leadership) => new(leadership.Term, leadership.Value);
}
