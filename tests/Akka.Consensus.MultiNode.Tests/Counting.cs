using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>
/// Shell loops that add to a number in a file: without mutual exclusion they lose additions, and without order the tokens do not rise.
/// </summary>
internal sealed class Counting(RealCluster cluster)
{
    public const int Loops = 8;
    public const int Turns = 10;

    private const string Turn = "n=$(cat c); echo $((n+1)) > c; echo $AKKA_CONSENSUS_TOKEN >> tokens";

    private readonly string _counter = Path.Combine(cluster.Folder, "c");
    private readonly string _tokens = Path.Combine(cluster.Folder, "tokens");
    private List<Task<Ended>> _loops = [];

    /// <summary>Starts the loops.</summary>
    public void Start()
    {
        File.WriteAllText(_counter, "0\n");
        File.WriteAllText(_tokens, "");
        var loop = $"for i in $(seq {Turns}); do '{Tool.Executable}' lock counter -- sh -c '{Turn}' || exit; done";
        _loops = [.. Enumerable.Range(0, Loops).Select(_ => Tool.EndAsync(Tool.Start("sh", ["-c", loop], cluster.Folder, cluster.Contacts)))];
    }

    /// <summary>Waits until so many turns were taken.</summary>
    public async Task ReachAsync(int turns)
    {
        var watch = Stopwatch.StartNew();
        while (File.ReadAllLines(_tokens).Length < turns)
        {
            if (_loops.FirstOrDefault(l => l.IsCompleted) is { } early)
                Assert.Fail($"a loop ended early: {await early}");
            Assert.True(watch.Elapsed < Tool.Patience, $"{turns} turns were never taken");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits for the loops to end, and judges by the files.</summary>
    public async Task JudgeAsync()
    {
        foreach (var loop in _loops)
        {
            var ended = await loop;
            Assert.True(ended.ExitCode == 0, ended.ToString());
        }

        var tokens = File.ReadAllLines(_tokens).Select(l => long.Parse(l, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal($"{Loops * Turns}", File.ReadAllText(_counter).Trim());
        Assert.Equal(Loops * Turns, tokens.Count);
        Assert.Equal(tokens.Order().Distinct(), tokens);
    }
}
