using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>What an operator asks and does: who holds, who waits, what happened, and taking a lock away.</summary>
public sealed class OperatorCommandsSpec(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private const string UntilTold = "echo $AKKA_CONSENSUS_TOKEN; read line";

    private readonly RealCluster _cluster = shared.Cluster;

    [Fact(DisplayName = "A lock should be shown with its holder, and those who wait in order, with where they are and for how long")]
    public async Task A_lock_should_be_shown_with_holder_and_waiters()
    {
        using var holder = _cluster.Start("lock", "shown", "--", "sh", "-c", UntilTold);
        var token = await holder.StandardOutput.ReadLineAsync();
        using var first = _cluster.Start("lock", "shown", "--wait", "5m", "--", "true");
        await UntilWaitingAsync("shown", 1);
        using var second = _cluster.Start("lock", "shown", "--wait", "5m", "--", "true");
        var shown = await UntilWaitingAsync("shown", 2);
        var table = await _cluster.RunAsync("locks", "shown");
        var all = await _cluster.RunAsync("locks");
        var sessions = await _cluster.RunAsync("sessions", "--json");

        var held = Assert.Single(shown.GetProperty("heldBy").EnumerateArray());
        Assert.Equal(token, held.GetProperty("token").GetString());
        Assert.Contains(ClientOf(holder), held.GetProperty("client").GetString(), StringComparison.Ordinal);
        Assert.True(held.GetProperty("seconds").GetDouble() > 0);
        var waiters = shown.GetProperty("waiters").EnumerateArray().Select(w => w.GetProperty("client").GetString()!).ToList();
        Assert.Contains(ClientOf(first), waiters[0], StringComparison.Ordinal);
        Assert.Contains(ClientOf(second), waiters[1], StringComparison.Ordinal);
        Assert.Equal(["STATE", "holds", "waits-1", "waits-2", "Count:"], table.Output.Trim().Split('\n').Select(l => l.Split(' ')[0]));
        Assert.Contains("Count: 1 holders, 2 waiting", table.Output, StringComparison.Ordinal);
        Assert.Contains("exclusive", all.Output.Split('\n').Single(l => l.StartsWith("shown ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(ClientOf(second), sessions.Output, StringComparison.Ordinal);

        await EndAsync(holder, first, second);
    }

    [Fact(DisplayName = "A lock that is taken away should end its holder's command with 74, and the history should say by whom")]
    public async Task A_lock_that_is_taken_away_should_end_its_holder()
    {
        using var holder = _cluster.Start("lock", "taken", "--", "sh", "-c",
            "trap 'echo ended; exit 0' TERM; echo $AKKA_CONSENSUS_TOKEN; while :; do sleep 0.05; done");
        var token = await holder.StandardOutput.ReadLineAsync();

        var meant = await _cluster.RunAsync("release", "taken");
        var wrong = await _cluster.RunAsync("release", "taken", "--force", "--token", "1");
        var taken = await _cluster.RunAsync("release", "taken", "--force", "--by", "on-call");
        var ended = await Tool.EndAsync(holder);
        var again = await _cluster.RunAsync("release", "taken", "--force");
        var history = Events(await _cluster.RunAsync("history", "taken", "--json"));
        var table = await _cluster.RunAsync("history", "taken");

        Assert.Equal((64, 1, 0, 1), (meant.ExitCode, wrong.ExitCode, taken.ExitCode, again.ExitCode));
        Assert.Contains("--force", meant.Error, StringComparison.Ordinal);
        Assert.Contains("nobody holds it", again.Error, StringComparison.Ordinal);
        Assert.Contains(token!, taken.Output, StringComparison.Ordinal);
        Assert.Contains("Count: 1 taken", taken.Output, StringComparison.Ordinal);
        Assert.Equal((74, "ended"), (ended.ExitCode, ended.Output.Trim()));
        Assert.Contains("on-call", ended.Error, StringComparison.Ordinal);
        Assert.Equal(["granted", "revoked"], history.Select(e => e.GetProperty("event").GetString()));
        Assert.Equal("on-call", history[^1].GetProperty("text").GetString());
        Assert.All(history, e => Assert.Equal(token, e.GetProperty("token").GetString()));
        Assert.All(history, e => Assert.NotNull(e.GetProperty("client").GetString()));
        Assert.Contains("by on-call", table.Output, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A shared lock should be held by several at once, be denied to one who wants all of it, and be taken from each of them")]
    public async Task A_shared_lock_should_be_held_by_several()
    {
        using var one = _cluster.Start("lock", "shared", "--shared", "--", "sh", "-c", "echo $AKKA_CONSENSUS_TOKEN; exec sleep 600");
        using var two = _cluster.Start("lock", "shared", "--shared", "--", "sh", "-c", "echo $AKKA_CONSENSUS_TOKEN; exec sleep 600");
        var tokens = new[] { await one.StandardOutput.ReadLineAsync(), await two.StandardOutput.ReadLineAsync() };

        var all = await _cluster.RunAsync("lock", "shared", "--wait", "0s", "--", "true");
        var taken = await _cluster.RunAsync("release", "shared", "--force", "--json");

        Assert.Equal(73, all.ExitCode);
        Assert.Equal(tokens.Order(), JsonDocument.Parse(taken.Output).RootElement.GetProperty("taken").EnumerateArray()
            .Select(t => t.GetProperty("token").GetString()).Order());
        Assert.Equal((74, 74), ((await Tool.EndAsync(one)).ExitCode, (await Tool.EndAsync(two)).ExitCode));
    }

    [Fact(DisplayName = "A semaphore should be held by as many as it has permits, and not be taken for another")]
    public async Task A_semaphore_should_be_held_by_as_many_as_it_has_permits()
    {
        using var one = _cluster.Start("lock", "pool", "--permits", "2", "--", "sh", "-c", UntilTold);
        using var two = _cluster.Start("lock", "pool", "--permits", "2", "--", "sh", "-c", UntilTold);
        await one.StandardOutput.ReadLineAsync();
        var token = await two.StandardOutput.ReadLineAsync();

        var third = await _cluster.RunAsync("lock", "pool", "--permits", "2", "--wait", "0s", "--", "true");
        var another = await _cluster.RunAsync("lock", "pool", "--permits", "3", "--", "true");
        var taken = await _cluster.RunAsync("release", "pool", "--force", "--token", token!);

        Assert.Equal((73, 73, 0), (third.ExitCode, another.ExitCode, taken.ExitCode));
        Assert.Contains("Count: 1 taken", taken.Output, StringComparison.Ordinal);
        Assert.Equal(74, (await Tool.EndAsync(two)).ExitCode);
        await EndAsync(one);
    }

    [Fact(DisplayName = "The log should tell what happened last, in order, and go on from an index")]
    public async Task The_log_should_tell_what_happened_last()
    {
        Assert.Equal(0, (await _cluster.RunAsync("lock", "logged", "--", "true")).ExitCode);

        var log = Events(await _cluster.RunAsync("log", "--last", "1000", "--json"));
        var granted = log.Single(e => e.GetProperty("event").GetString() == "granted" && e.GetProperty("name").GetString() == "logged");
        var index = granted.GetProperty("index").GetInt64();
        var later = Events(await _cluster.RunAsync("log", "--after", index.ToString(CultureInfo.InvariantCulture), "--json"));
        var last = Events(await _cluster.RunAsync("log", "--last", "1", "--json"));

        var indexes = log.Select(e => e.GetProperty("index").GetInt64()).ToList();
        Assert.Equal(indexes.Order(), indexes);
        Assert.Equal(granted.GetProperty("session").GetInt64(),
            later.First(e => e.GetProperty("event").GetString() == "released" && e.GetProperty("name").GetString() == "logged").GetProperty("session").GetInt64());
        Assert.All(later, e => Assert.True(e.GetProperty("index").GetInt64() > index));
        Assert.Single(last);
    }

    [Fact(DisplayName = "A grant should be told as it happens, and Ctrl+C end the telling without an error")]
    public async Task A_grant_should_be_told_as_it_happens()
    {
        // A shell makes what it starts in the background ignore Ctrl+C; a terminal does not.
        using var tail = Tool.Start("env", ["--default-signal=INT", Tool.Executable, "tail", "--name", "followed", "--json"], contacts: _cluster.Contacts);
        Assert.Contains("following", await tail.StandardError.ReadLineAsync().WaitAsync(Tool.Patience), StringComparison.Ordinal);

        var locked = await _cluster.RunAsync("lock", "followed", "--", "sh", "-c", "echo $AKKA_CONSENSUS_TOKEN");
        var told = JsonDocument.Parse((await tail.StandardOutput.ReadLineAsync().WaitAsync(Tool.Patience))!).RootElement;
        Tool.Signal(tail.Id, "INT");
        var ended = await Tool.EndAsync(tail);

        Assert.Equal("granted", told.GetProperty("event").GetString());
        Assert.Equal(locked.Output.Trim(), told.GetProperty("token").GetString());
        Assert.NotNull(told.GetProperty("client").GetString());
        Assert.True(ended.ExitCode == 0, ended.ToString());
    }

    [Theory(DisplayName = "Wrong usage should be 64, with a word on what is right")]
    [InlineData("release")]
    [InlineData("release", "x", "--force", "--token", "newest")]
    [InlineData("release", "x", "--force", "--by", "")]
    [InlineData("locks", "")]
    [InlineData("history")]
    [InlineData("log", "--last", "0")]
    [InlineData("log", "--after", "yesterday")]
    [InlineData("lock", "x", "--shared", "--permits", "2", "--", "true")]
    [InlineData("lock", "x", "--permits", "none", "--", "true")]
    public async Task Wrong_usage_should_be_64(params string[] arguments)
    {
        var ended = await _cluster.RunAsync(arguments);

        Assert.True(ended.ExitCode == 64, ended.ToString());
        Assert.Single(ended.Error.Trim().Split('\n'));
    }

    private static string ClientOf(Process process) => string.Create(CultureInfo.InvariantCulture, $"/{process.Id}/");

    private static List<JsonElement> Events(Ended ended)
    {
        Assert.True(ended.ExitCode == 0, ended.ToString());
        var root = JsonDocument.Parse(ended.Output).RootElement;
        var events = root.GetProperty("events").EnumerateArray().ToList();
        Assert.Equal(events.Count, root.GetProperty("count").GetInt32());
        return events;
    }

    private async Task<JsonElement> UntilWaitingAsync(string name, int count)
    {
        using var patience = new CancellationTokenSource(Tool.Patience);
        while (true)
        {
            var answer = await _cluster.RunAsync("locks", name, "--json");
            var shown = JsonDocument.Parse(answer.Output).RootElement.GetProperty("locks")[0];
            if (shown.GetProperty("waiting").GetInt32() == count)
                return shown;
            await Task.Delay(20, patience.Token);
        }
    }

    private static async Task EndAsync(Process holder, params Process[] followers)
    {
        await holder.StandardInput.WriteLineAsync();
        foreach (var process in followers.Prepend(holder))
            Assert.Equal(0, (await Tool.EndAsync(process)).ExitCode);
    }
}
