using Akka.Consensus.Simulation.Runs;
using Xunit;

namespace Akka.Consensus.Core.Tests.Simulations;

public sealed class ParallelCampaignSpec
{
    private const ulong Seeds = 20;
    private const ulong ManySeeds = 1_000_000;

    [Fact]
    public void Runs_should_be_the_same_and_in_the_order_of_their_seeds_however_many_go_on_at_the_same_time()
    {
        var alone = Told(parallel: 1);
        var together = Told(parallel: 4);

        Assert.Equal(Enumerable.Range(100, (int)Seeds).Select(seed => (ulong)seed), alone.Select(t => t.Seed));
        Assert.Equal(alone, together);
    }

    [Fact]
    public void A_campaign_that_is_cancelled_should_tell_all_that_it_has_run()
    {
        using var source = new CancellationTokenSource();
        var told = new List<ulong>();
        var campaign = new Campaign(new CampaignOptions { From = 1, Seeds = ManySeeds, Parallel = 3 }, source.Token)
        {
            Told = (run, _) =>
            {
                told.Add(run.Seed);
                if (told.Count == 5)
                    source.Cancel();
            },
        };

        var result = campaign.Run();

        Assert.Equal(Enumerable.Range(1, told.Count).Select(seed => (ulong)seed), told);
        Assert.Equal(told.Count, result.Seeds);
        Assert.InRange(told.Count, 5, (int)ManySeeds - 1);
    }

    private static List<(ulong Seed, ulong Hash)> Told(int parallel)
    {
        var told = new List<(ulong, ulong)>();
        new Campaign(new CampaignOptions { From = 100, Seeds = Seeds, Parallel = parallel }) { Told = (run, _) => told.Add((run.Seed, run.Hash)) }.Run();
        return told;
    }
}
