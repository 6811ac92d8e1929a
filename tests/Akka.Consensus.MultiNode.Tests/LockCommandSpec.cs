using System.Globalization;
using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>One running cluster for the specs that leave it whole.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    public RealCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync() => Cluster = await RealCluster.StartAsync();

    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}

/// <summary><c>akka-consensus lock</c>, as a script sees it: by its exit code, and by what its command could do.</summary>
public sealed class LockCommandSpec(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private readonly RealCluster _cluster = shared.Cluster;

    [Theory(DisplayName = "The exit code should be the command's own")]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("kill -9 $$", 137)]
    public async Task The_exit_code_should_be_the_commands_own(string script, int code)
    {
        var ended = await _cluster.RunAsync("lock", "code", "--", "sh", "-c", script);

        Assert.Equal(code, ended.ExitCode);
    }

    [Fact(DisplayName = "A command that does not exist should be 127, in one line")]
    public async Task A_command_that_does_not_exist_should_be_127()
    {
        var ended = await _cluster.RunAsync("lock", "nothing", "--", "no-such-program");

        Assert.Equal(127, ended.ExitCode);
        Assert.Single(ended.Error.Trim().Split('\n'));
    }

    [Fact(DisplayName = "A lock that another holds for all the wait should be 73")]
    public async Task A_lock_that_another_holds_should_be_73()
    {
        using var holder = _cluster.Start("lock", "busy", "--", "sh", "-c", "echo held; read line");
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());

        var refused = await _cluster.RunAsync("lock", "busy", "--wait", "2s", "--", "true");

        Assert.Equal(73, refused.ExitCode);
        await holder.StandardInput.WriteLineAsync();
        Assert.Equal(0, (await Tool.EndAsync(holder)).ExitCode);
    }

    [Theory(DisplayName = "Wrong usage should be 64")]
    [InlineData("lock")]
    [InlineData("lock", "name")]
    [InlineData("lock", "name", "--ttl", "soon", "--", "true")]
    [InlineData("lock", "", "--", "true")]
    [InlineData("no-such-command")]
    [InlineData("leader", "--no-such-option")]
    public async Task Wrong_usage_should_be_64(params string[] arguments)
    {
        var ended = await _cluster.RunAsync(arguments);

        Assert.Equal(64, ended.ExitCode);
        Assert.NotEmpty(ended.Error);
    }

    [Fact(DisplayName = "A cluster that cannot be reached should be 75, with a word on what to do")]
    public async Task A_cluster_that_cannot_be_reached_should_be_75()
    {
        var ended = await Tool.RunAsync(["lock", "x", "--wait", "1s", "--", "true"], contacts: "akka.tcp://consensus@127.0.0.1:1");

        Assert.Equal(75, ended.ExitCode);
        Assert.Contains("--contact", ended.Error, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A holder that is killed should be followed by the next in line once its time to live has passed")]
    public async Task A_holder_that_is_killed_should_be_followed()
    {
        using var holder = _cluster.Start("lock", "killed", "--ttl", "1s", "--", "sh", "-c", "echo $AKKA_CONSENSUS_TOKEN; exec sleep 600");
        var first = long.Parse((await holder.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);

        holder.Kill(entireProcessTree: true);
        var next = await _cluster.RunAsync("lock", "killed", "--", "sh", "-c", "echo $AKKA_CONSENSUS_TOKEN");

        Assert.Equal(0, next.ExitCode);
        Assert.True(long.Parse(next.Output, CultureInfo.InvariantCulture) > first);
    }

    [Fact(DisplayName = "A holder that is stopped for longer than its time to live should lose the lock, end its command, and exit with 74")]
    public async Task A_stopped_holder_should_lose_the_lock()
    {
        using var holder = _cluster.Start("lock", "stopped", "--ttl", "2s", "--", "sh", "-c",
            "trap 'echo ended; exit 0' TERM; echo $AKKA_CONSENSUS_TOKEN; while :; do sleep 0.05; done");
        var first = long.Parse((await holder.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);

        Tool.Signal(holder.Id, "STOP");
        var next = await _cluster.RunAsync("lock", "stopped", "--", "sh", "-c", "echo $AKKA_CONSENSUS_TOKEN");
        Tool.Signal(holder.Id, "CONT");
        var ended = await Tool.EndAsync(holder);

        Assert.True(next.ExitCode == 0, next.ToString());
        Assert.True(long.Parse(next.Output, CultureInfo.InvariantCulture) > first);
        Assert.Equal(74, ended.ExitCode);
        Assert.Equal("ended", ended.Output.Trim());
    }

    [Fact(DisplayName = "An interrupted lock should pass the signal on and give the lock back")]
    public async Task An_interrupted_lock_should_give_the_lock_back()
    {
        using var holder = _cluster.Start("lock", "interrupted", "--ttl", "10m", "--", "sh", "-c", "echo held; exec sleep 600");
        Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());

        Tool.Signal(holder.Id, "TERM");
        var ended = await Tool.EndAsync(holder);

        Assert.Equal(143, ended.ExitCode);
        Assert.Equal(0, (await _cluster.RunAsync("lock", "interrupted", "--wait", "30s", "--", "true")).ExitCode);
    }

    [Fact(DisplayName = "The list should show who holds what, and the cluster a row for each node")]
    public async Task The_list_should_show_who_holds_what()
    {
        using var holder = _cluster.Start("lock", "shown", "--", "sh", "-c", "echo $AKKA_CONSENSUS_TOKEN; read line");
        var token = await holder.StandardOutput.ReadLineAsync();

        var locks = await _cluster.RunAsync("locks", "shown", "--json");
        var cluster = await _cluster.RunAsync("cluster", "show");

        Assert.Contains(token!, locks.Output, StringComparison.Ordinal);
        Assert.Contains("Count: 3 nodes", cluster.Output, StringComparison.Ordinal);
        await holder.StandardInput.WriteLineAsync();
        Assert.Equal(0, (await Tool.EndAsync(holder)).ExitCode);
    }
}
