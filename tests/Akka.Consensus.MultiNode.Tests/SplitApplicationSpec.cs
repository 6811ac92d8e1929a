using Akka.Consensus.Cli;
using Akka.Consensus.MultiNode.Tests.Hosts;
using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>
/// An application of five nodes that is split: on one side two of the three voters, on the other one voter and all other nodes, with the singleton
/// and most of the entities. Run once; the specs look at what came of it.
/// </summary>
public sealed class SplitApplication : IAsyncLifetime
{
    private static readonly string[] Voters = ["v1", "v2", "v3"];

    private readonly string _folder = Directory.CreateTempSubdirectory("akka-consensus-test-").FullName;
    private readonly List<Host> _hosts = [];

    /// <summary>The side with the majority of the voters, and the fewer nodes.</summary>
    public IReadOnlyList<Host> Majority { get; private set; } = [];

    /// <summary>The other side.</summary>
    public IReadOnlyList<Host> Minority { get; private set; } = [];

    /// <summary>With what exit code each node of the minority ended.</summary>
    public IReadOnlyList<int> Ends { get; private set; } = [];

    public async Task InitializeAsync()
    {
        var port = Ports.Take(5);
        string[] names = ["p1", "p2", .. Voters];
        var settings = names.Select((name, i) => new HostSettings(name, port + i, port, Voters, _folder)).ToList();

        // The first becomes the oldest, where the singleton is.
        _hosts.Add(Host.Start(settings[0]));
        await _hosts[0].SaidAsync($"{HostApplication.Members} 1");
        _hosts.AddRange(settings.Skip(1).Select(Host.Start));
        await Task.WhenAll(_hosts.Select(h => h.SaidAsync($"{HostApplication.Members} 5")));
        await UntilAsync(resource => resource.LastOwner is not null);

        Majority = [.. _hosts.Where(h => h.Settings.Name is "v1" or "v2")];
        Minority = [.. _hosts.Except(Majority)];
        await Task.WhenAll(Minority.Select(h => h.CutAsync(Majority)));

        // All lives on, on the side of the majority; the other side ends.
        await UntilAsync(resource => Majority.Any(h => h.Settings.Name == resource.LastOwner));
        Ends = await Task.WhenAll(Minority.Select(h => h.EndAsync()));
        await Task.WhenAll(Majority.Select(h => h.SaidAsync($"{HostApplication.Members} 2")));
    }

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
            await host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What its owners wrote of a resource.</summary>
    public Records Read(string resource)
    {
        var path = Path.Combine(_folder, resource);
        return new Records(File.Exists(path) ? File.ReadAllLines(path) : []);
    }

    private async Task UntilAsync(Func<Records, bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        IEnumerable<string> resources = [HostApplication.Singleton, .. HostApplication.Entities];
        while (!resources.All(r => condition(Read(r))))
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException(string.Join('\n', resources.Select(r => $"{r}: {Read(r)}").Concat(_hosts.Select(h => h.ToString()))));
            await Task.Delay(50, CancellationToken.None);
        }
    }

    /// <summary>The lines of one file.</summary>
    public sealed class Records(IReadOnlyList<string> lines)
    {
        /// <summary>Who has begun last.</summary>
        public string? LastOwner => lines.LastOrDefault(l => l.StartsWith(SharedFile.Entered, StringComparison.Ordinal))?.Split(' ')[1];

        /// <summary>A number of the demo's judge.</summary>
        public long Figure(string name)
        {
            var judge = new Judge();
            judge.Read(lines);
            var verdict = judge.Decide(new DemoPlan(TimeSpan.Zero, 0, 0, 0, TimeSpan.Zero));
            return Assert.Single(verdict.Figures, f => f.Name == name).Value;
        }

        public override string ToString() => string.Join("; ", lines);
    }
}

/// <summary>Cluster Singleton, Cluster Sharding and lease-majority downing with our lease, as processes, in a partition.</summary>
public sealed class SplitApplicationSpec(SplitApplication application) : IClassFixture<SplitApplication>
{
    [Fact(DisplayName = "The side with the majority of the voters should live though it has fewer members, and the other side end by itself")]
    public void The_side_with_the_majority_of_the_voters_should_live()
    {
        Assert.Equal([0, 0, 0], application.Ends);
        Assert.All(application.Majority, h => Assert.True(h.IsRunning, h.ToString()));
    }

    [Fact(DisplayName = "A singleton with a lease should move to the side that lives, and never be there twice")]
    public void A_singleton_should_never_be_there_twice() => AssertOneAtATime(HostApplication.Singleton);

    [Fact(DisplayName = "Entities of Cluster Sharding with a lease should move to the side that lives, and none be there twice")]
    public void No_entity_should_be_there_twice() => Assert.All(HostApplication.Entities, AssertOneAtATime);

    private void AssertOneAtATime(string resource)
    {
        var records = application.Read(resource);
        foreach (var figure in new[] { "owners that overlapped", "tokens out of order", "unreadable lines" })
            Assert.True(records.Figure(figure) == 0, $"{figure} of {resource}: {records}");
        Assert.Contains(application.Majority, h => h.Settings.Name == records.LastOwner);
    }
}
