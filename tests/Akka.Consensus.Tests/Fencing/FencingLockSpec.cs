using Akka.Consensus.Fencing;
using Akka.Consensus.Locks;
using Xunit;

namespace Akka.Consensus.Tests.Fencing;

/// <summary>The two halves together: a lock of three voters, and a resource that checks its tokens.</summary>
public sealed class FencingLockSpec(TestCluster cluster) : IClassFixture<TestCluster>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact(DisplayName = "A holder that expired should be refused by every guard once the next one has written")]
    public async Task A_holder_that_expired_should_be_refused()
    {
        using var database = new SqlDatabase();
        var guard = new FencingGuard();
        var process = cluster.Outsider("akka.consensus.client.session-ttl = 1s");
        var expired = await ReplicatedLocks.Get(process).Get("fenced").AcquireAsync(Patience);
        guard.Accept(expired.Token);
        await database.WriteAsync("fenced", expired.Token);

        // gone without a word: the lock is free when the session's time to live has passed
        await process.Terminate();
        await using var next = await cluster.Client().Get("fenced").AcquireAsync(Patience);
        guard.Accept(next.Token);
        await database.WriteAsync("fenced", next.Token);

        Assert.Equal(LockState.Lost, expired.State);
        Assert.False(guard.TryAccept(expired.Token));
        var refusal = await Assert.ThrowsAsync<StaleTokenException>(() => database.WriteAsync("fenced", expired.Token));
        Assert.Equal(next.Token, refusal.Newest);
        await database.WriteAsync("fenced", next.Token);
        Assert.Equal([expired.Token.Value, next.Token.Value, next.Token.Value], database.Written());
    }
}
