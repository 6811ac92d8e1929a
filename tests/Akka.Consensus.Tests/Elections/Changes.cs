using Akka.Consensus.Elections;
using Akka.Consensus.Tests.Owners;
using Xunit;

namespace Akka.Consensus.Tests.Elections;

/// <summary>What an observer is told, one by one.</summary>
internal sealed class Changes(IAsyncEnumerable<LeaderChange> observed) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<LeaderChange> _changes = observed.GetAsyncEnumerator();

    public async Task<LeaderChange> NextAsync()
    {
        Assert.True(await _changes.MoveNextAsync().AsTask().WaitAsync(OwnersCluster.Patience));
        return _changes.Current;
    }

    public async Task ExpectAsync(params (LeaderChangeKind Kind, Leader? Leader)[] expected)
    {
        foreach (var (kind, leader) in expected)
            Assert.Equal(new LeaderChange(kind, leader), await NextAsync());
    }

    public ValueTask DisposeAsync() => _changes.DisposeAsync();
}
