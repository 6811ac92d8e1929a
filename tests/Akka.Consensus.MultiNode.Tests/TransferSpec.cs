using System.Text.Json;
using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary><c>akka-consensus demo transfer</c>: no money is lost or made while nodes are killed, by any of the protocols.</summary>
public sealed class TransferSpec
{
    [Theory(DisplayName = "Money moved between nodes that are killed should keep its total, with no transfer half done and nothing in doubt at the end")]
    [InlineData("paxos-commit")]
    [InlineData("2pc")]
    [InlineData("3pc")]
    public async Task Money_should_keep_its_total(string protocol)
    {
        var ended = await Tool.RunAsync(["demo", "transfer", "--protocol", protocol, "--transfers", "100", "--kills", "1", "--json"]);

        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.True(JsonDocument.Parse(ended.Output).RootElement.GetProperty("right").GetBoolean());
    }
}
