using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Akka.Consensus.Client;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;
using Akka.Consensus.Telemetry;
using Xunit;

namespace Akka.Consensus.Tests.Telemetry;

/// <summary>The numbers that an operator would watch.</summary>
public sealed class TelemetrySpec
{
    private const string Group = "watched";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact(DisplayName = "A cluster and its clients should tell what happens, by group, node and outcome")]
    public async Task A_cluster_and_its_clients_should_tell_what_happens()
    {
        using var recording = new Recording(Group);
        // A busy machine should not make for a change of leader between a question and what it is compared with.
        await using var cluster = TestCluster.With($"group = {Group}, election-timeout = 5s");
        await cluster.InitializeAsync();
        var process = cluster.Outsider($"akka.consensus.group = {Group}");
        var locks = ReplicatedLocks.Get(process);

        var held = await locks.Get("telemetry").AcquireAsync(Patience);
        var other = await locks.Get("telemetry/other").AcquireAsync(Patience);
        Assert.Null(await locks.Get("telemetry").TryAcquireAsync());
        using var cancel = new CancellationTokenSource();
        var cancelled = locks.Get("telemetry").AcquireAsync(cancellationToken: cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        Assert.Equal(2, recording.Sum("akka.consensus.acquires", "outcome", "granted"));
        Assert.Equal(1, recording.Sum("akka.consensus.acquires", "outcome", "denied"));
        Assert.Equal(1, recording.Sum("akka.consensus.acquires", "outcome", "cancelled"));
        Assert.Equal(2, recording.Count("akka.consensus.acquire.duration", "outcome", "granted"));
        Assert.True(recording.Sum("akka.consensus.acquire.duration") > 0);
        Assert.True(recording.Count("akka.consensus.journal.write.duration", "role", "acceptor") > 0);
        Assert.True(recording.Sum("akka.consensus.leader.changes") >= 1);

        Assert.Equal([2d], recording.Ask("akka.consensus.locks.held"));
        Assert.True(await locks.ForceReleaseAsync("telemetry", held.Token, "ops", Patience));
        await LostAsync(held);
        Assert.Equal(1, recording.Sum("akka.consensus.locks.lost", "reason", "revoked"));
        Assert.Equal([1d], recording.Ask("akka.consensus.locks.held"));
        await other.ReleaseAsync();
        Assert.Equal([0d], recording.Ask("akka.consensus.locks.held"));

        var leader = (await locks.GetStatusAsync(Patience)).Leader;
        Assert.Equal([1d], recording.Ask("akka.consensus.leader", "node", leader));
        Assert.Equal(1, recording.Ask("akka.consensus.leader").Sum());
        Assert.Equal(3, recording.Count("akka.consensus.leader"));
        Assert.True(recording.Ask("akka.consensus.log.applied", "node", leader).Single() > 0);
        Assert.All(recording.Ask("akka.consensus.log.lag"), lag => Assert.True(lag >= 0));

        await locks.CloseAsync();
        Assert.Equal(0, recording.Sum("akka.consensus.sessions.lost"));
    }

    [Fact(DisplayName = "An acquire should be one activity, with the lock's name, how it ended, and the token; and none stay current for the caller")]
    public async Task An_acquire_should_be_one_activity()
    {
        using var recording = new Recording(Group);
        await using var cluster = new TestCluster();
        await cluster.InitializeAsync();
        var locks = cluster.Client();

        await using var held = await locks.Get("traced").AcquireAsync(Patience);
        Assert.Null(Activity.Current);
        Assert.Null(await locks.Get("traced").TryAcquireAsync());

        var activities = recording.Activities("traced");
        Assert.Equal(["granted", "denied"], activities.Select(a => a.GetTagItem("lock.outcome")));
        Assert.Equal([held.Token.Value, null], activities.Select(a => a.GetTagItem("lock.token")));
        Assert.All(activities, a => Assert.Equal((ActivityStatusCode.Unset, "akka.consensus.acquire"), (a.Status, a.OperationName)));
    }

    [Fact(DisplayName = "A session that nobody hears should count as lost, with its locks")]
    public async Task A_session_that_nobody_hears_should_count_as_lost()
    {
        using var recording = new Recording("cut");
        await using var cluster = TestCluster.With("group = cut");
        await cluster.InitializeAsync();
        var locks = ReplicatedLocks.Get(cluster.Outsider("akka.consensus { group = cut, client.session-ttl = 3s }"));
        await using var held = await locks.Get("cut").AcquireAsync(Patience);

        for (var i = 0; i < 3; i++)
            await cluster.Node(i).Terminate();
        await LostAsync(held);
        await Assert.ThrowsAsync<ConsensusUnavailableException>(() => locks.Get("cut/other").AcquireAsync(TimeSpan.FromSeconds(1)));

        Assert.Equal(1, recording.Sum("akka.consensus.sessions.lost"));
        Assert.Equal(1, recording.Sum("akka.consensus.locks.lost", "reason", "session_ended"));
        Assert.Equal(1, recording.Sum("akka.consensus.acquires", "outcome", "unavailable"));
        Assert.Empty(recording.Ask("akka.consensus.leader"));
    }

    [Fact(DisplayName = "What an overloaded leader refuses should be counted")]
    public async Task What_an_overloaded_leader_refuses_should_be_counted()
    {
        using var recording = new Recording("crowded");
        await using var cluster = TestCluster.With("group = crowded, max-pending = 8");
        await cluster.InitializeAsync();
        var locks = ReplicatedLocks.Get(cluster.Outsider("akka.consensus.group = crowded"));

        await Task.WhenAll(Enumerable.Range(0, 50).Select(async i => await (await locks.Get($"{i}").AcquireAsync(Patience)).DisposeAsync()));

        Assert.True(recording.Sum("akka.consensus.requests.refused") > 0);
    }

    [Theory(DisplayName = "Every way in which an acquire may fail should have an outcome of its own or of its kind")]
    [InlineData(AcquireFailure.Deadlock, "deadlock")]
    [InlineData(AcquireFailure.TimedOut, "timed_out")]
    [InlineData(AcquireFailure.Unavailable, "unavailable")]
    [InlineData(AcquireFailure.TooManyHere, "too_many")]
    [InlineData(AcquireFailure.SessionLost, "session_lost")]
    [InlineData(AcquireFailure.Mismatch, "refused")]
    public async Task Every_failure_should_have_an_outcome(AcquireFailure reason, string outcome)
    {
        using var recording = new Recording(outcome);

        await AcquireMeasurement.MeasureAsync(new Acquire(outcome, Waits: true), outcome, () => Task.FromResult(AcquireResult.Failed(reason)));

        Assert.Equal(1, recording.Sum("akka.consensus.acquires", "outcome", outcome));
        Assert.Equal(outcome, Assert.Single(recording.Activities(outcome)).GetTagItem("lock.outcome"));
    }

    [Fact(DisplayName = "What a role drops, and what its journal does not write, should be counted by role")]
    public void What_a_role_drops_should_be_counted()
    {
        using var recording = new Recording("roles");
        var settings = ConsensusSettings.Create(Configuration.ConfigurationFactory.ParseString("akka.consensus { group = roles, node-id = n }")
            .WithFallback(Consensus.DefaultConfig()));
        var meter = new RoleMeter(settings, "acceptor");

        meter.Dropped();
        meter.WriteFailed();
        meter.Written(RoleMeter.BeginWrite());

        Assert.Equal(1, recording.Sum("akka.consensus.messages.dropped", "role", "acceptor"));
        Assert.Equal(1, recording.Sum("akka.consensus.journal.write.failures", "node", "n"));
        Assert.Equal(1, recording.Count("akka.consensus.journal.write.duration", "role", "acceptor"));
    }

    [Fact(DisplayName = "The README should name every instrument, and none that does not exist")]
    public void The_README_should_name_every_instrument()
    {
        RuntimeHelpers.RunClassConstructor(typeof(ClientInstruments).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(NodeInstruments).TypeHandle);
        var instruments = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == ConsensusTelemetry.Name)
                instruments.Add(instrument.Name);
        };
        listener.Start();

        var rows = ReadmeSpec.Text.Split("\n## Watch it\n")[1].Split("\n## ")[0].Split('\n').Where(l => l.StartsWith("| `akka", StringComparison.Ordinal));

        Assert.Equal(instruments.Order(StringComparer.Ordinal), rows.Select(r => r.Split('`')[1]).Order(StringComparer.Ordinal));
    }

    private static async Task LostAsync(LockHandle held)
    {
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var state in held.StatesAsync(patience.Token))
        {
            if (state == LockState.Lost)
                return;
        }

        Assert.Fail("the lock was given back");
    }
}
