using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>Nodes that are left alone.</summary>
[Collection(Alone.Name)]
public sealed class IdleSpec
{
    [Fact(DisplayName = "An idle cluster should write nothing to its journals and their marks")]
    public async Task An_idle_cluster_should_write_nothing()
    {
        await using var cluster = await RealCluster.StartAsync();
        Assert.Equal(0, (await cluster.RunAsync("lock", "x", "--", "true")).ExitCode);
        var before = Journals(cluster);

        // Many election timeouts long: the time is what is tested, nothing is waited for.
        await Task.Delay(TimeSpan.FromSeconds(10));

        Assert.Equal(before, Journals(cluster));
    }

    private static List<(string, long, DateTime)> Journals(RealCluster cluster) =>
    [
        .. Directory.EnumerateFiles(cluster.Folder, "journal.*", SearchOption.AllDirectories).Order()
            .Select(f => (f, new FileInfo(f).Length, File.GetLastWriteTimeUtc(f))),
    ];
}
