using Akka.Consensus.Registers;
using Xunit;

namespace Akka.Consensus.Tests.Registers;

/// <summary>Write-once registers, on three voters with journals.</summary>
public sealed class ConsensusRegisterSpec(TestCluster cluster) : IClassFixture<TestCluster>
{
    private IConsensusRegister First => ConsensusRegister.Get(cluster.Node(0));

    private IConsensusRegister Second => ConsensusRegister.Get(cluster.Node(1));

    private IConsensusRegister Third => ConsensusRegister.Get(cluster.Node(2));

    [Fact(DisplayName = "A register should keep the value that was decided first, and give it to whoever decides later, on every node")]
    public async Task A_register_should_keep_the_value_that_was_decided_first()
    {
        Assert.Equal("blue", await First.DecideAsync("colour", "blue"));

        Assert.Equal("blue", await Second.DecideAsync("colour", "red"));
        Assert.Equal("blue", await Third.ReadTextAsync("colour"));
    }

    [Fact(DisplayName = "A register should have no value until one is decided")]
    public async Task A_register_should_have_no_value_until_one_is_decided()
    {
        Assert.Null(await First.ReadAsync("open"));
        Assert.Null(await Second.ReadTextAsync("open"));

        await Third.DecideAsync("open", "shut");

        Assert.Equal("shut", await First.ReadTextAsync("open"));
        Assert.Equal("shut", await Second.ReadTextAsync("open"));
    }

    [Fact(DisplayName = "Many who decide at once, on all nodes, should all get one value, which one of them proposed")]
    public async Task Many_who_decide_at_once_should_all_get_one_value()
    {
        foreach (var round in Enumerable.Range(0, 20))
        {
            var decided = await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
                ConsensusRegister.Get(cluster.Node(i % 3)).DecideAsync($"round/{round}", $"{i}")));

            Assert.Single(decided.Distinct());
            Assert.InRange(int.Parse(decided[0], System.Globalization.CultureInfo.InvariantCulture), 0, 11);
        }
    }

    [Fact(DisplayName = "A thousand registers decided at once should each keep their value, as bytes too")]
    public async Task A_thousand_registers_should_each_keep_their_value()
    {
        var bytes = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => First.DecideAsync($"many/{i}", BitConverter.GetBytes(i))));

        for (var i = 0; i < 1000; i++)
            Assert.Equal(i, BitConverter.ToInt32(bytes[i].Span));
        Assert.Equal(999, BitConverter.ToInt32((await Second.ReadAsync("many/999"))!.Value.Span));
    }

    [Fact(DisplayName = "A value may have 16 KiB, and a hundred of them may be decided at once; a larger one should be refused")]
    public async Task A_value_may_have_16_KiB()
    {
        var largest = new byte[16 * 1024];

        var decided = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Third.DecideAsync($"large/{i}", largest)));
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => Third.DecideAsync("too large", new byte[largest.Length + 1]));

        Assert.All(decided, d => Assert.Equal(largest.Length, d.Length));
        Assert.Contains("at most 16384", refused.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A name that a register cannot have should be refused")]
    public async Task A_name_that_a_register_cannot_have_should_be_refused()
    {
        foreach (var name in new[] { "", "\ud800", new string('x', 513) })
        {
            await Assert.ThrowsAsync<ArgumentException>(() => First.DecideAsync(name, "x"));
            await Assert.ThrowsAsync<ArgumentException>(() => First.ReadAsync(name));
        }
    }
}
