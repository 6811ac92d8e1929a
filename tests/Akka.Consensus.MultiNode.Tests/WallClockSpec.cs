using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>A wall clock that is set, as by an operator or by NTP, under nodes and holders.</summary>
[Collection(Alone.Name)]
public sealed class WallClockSpec
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(2);

    [Fact(DisplayName = "A wall clock that is set forth and back by an hour should change nothing: nobody loses a lock, nobody gets one, the leader stays")]
    public async Task A_wall_clock_that_is_set_should_change_nothing()
    {
        using var clock = new WallClock();
        await using var cluster = await RealCluster.StartAsync(clock.Environment);
        var ballot = await BallotAsync(cluster);
        using var holder = Hold(cluster, clock);
        var before = await ReadUntilAsync(holder, TimeSpan.Zero, TimeSpan.Zero);
        using var waiter = cluster.Start("lock", "x", "--ttl", "2s", "--", "sh", "-c", "echo $AKKA_CONSENSUS_TOKEN");
        foreach (var node in new[] { "node-1", "node-2", "node-3" })
            Assert.Contains("libfaketime", await File.ReadAllTextAsync($"/proc/{cluster.ProcessOf(node)}/maps"), StringComparison.Ordinal);

        // Each for longer than the time to live, as the holder sees it: it is the holder's own command that tells the time.
        foreach (var hours in new[] { 1, -1, 0 })
        {
            clock.SetOff(TimeSpan.FromHours(hours));
            await ReadUntilAsync(holder, TimeSpan.FromHours(hours), 1.25 * TimeToLive);
        }

        Assert.Equal(ballot, await BallotAsync(cluster));
        Assert.False(waiter.HasExited);
        await holder.StandardInput.WriteLineAsync();
        var (held, waited) = (await Tool.EndAsync(holder), await Tool.EndAsync(waiter));
        Assert.True(held.ExitCode == 0, held.ToString());
        Assert.True(waited.ExitCode == 0, waited.ToString());
        Assert.True(long.Parse(waited.Output, CultureInfo.InvariantCulture) > before, waited.ToString());
    }

    private static async Task<string> BallotAsync(RealCluster cluster)
    {
        var answer = await cluster.RunAsync("leader", "--json");
        Assert.True(answer.ExitCode == 0, answer.ToString());
        return JsonDocument.Parse(answer.Output).RootElement.GetProperty("ballot").GetString()!;
    }

    /// <summary>Holds the lock until a line comes, and says the token and the time meanwhile.</summary>
    private static Process Hold(RealCluster cluster, WallClock clock) => Tool.Start(
        "env",
        [
            .. clock.Environment, Tool.Executable, "lock", "x", "--ttl", "2s", "--", "sh", "-c",
            "(while echo $AKKA_CONSENSUS_TOKEN $(date +%s); do sleep 0.05; done) & read line; kill $!",
        ],
        cluster.Folder, cluster.Contacts);

    /// <summary>Reads what the holder says until it has told a time that is so far off for so long.</summary>
    /// <returns>The token.</returns>
    private static async Task<long> ReadUntilAsync(Process holder, TimeSpan off, TimeSpan forSoLong)
    {
        using var patience = new CancellationTokenSource(Tool.Patience);
        var since = new Stopwatch();
        while (await holder.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            var words = line.Split(' ');
            var told = DateTimeOffset.FromUnixTimeSeconds(long.Parse(words[1], CultureInfo.InvariantCulture)) - DateTimeOffset.UtcNow;
            if ((told - off).Duration() < TimeSpan.FromMinutes(1))
                since.Start();
            if (since.IsRunning && since.Elapsed >= forSoLong)
                return long.Parse(words[0], CultureInfo.InvariantCulture);
        }

        throw new InvalidOperationException($"the holder ended: {await Tool.EndAsync(holder)}");
    }
}
