using Medallion.Threading;
using Xunit;

namespace Akka.Consensus.Tests.DistributedLock;

/// <summary>As many as there are permits.</summary>
public sealed class SemaphoreSpec(TestCluster cluster) : ProviderSpec(cluster)
{
    [Theory(DisplayName = "As many should have a permit as there are, in all processes together")]
    [InlineData(Call.Blocking)]
    [InlineData(Call.Async)]
    public async Task As_many_should_have_a_permit_as_there_are(Call call)
    {
        var (here, there) = (First.CreateSemaphore($"permits/{call}", 3), Second.CreateSemaphore($"permits/{call}", 3));
        Assert.Equal((3, $"permits/{call}"), (here.MaxCount, here.Name));
        var held = new List<IDistributedSynchronizationHandle>();
        foreach (var asked in new[] { here, there, here })
            held.Add(call == Call.Async ? await asked.AcquireAsync() : await Ways.OnThread(() => asked.Acquire()));

        Assert.Null(call == Call.Async ? await here.TryAcquireAsync() : await Ways.OnThread(() => here.TryAcquire()));
        Assert.Null(await there.TryAcquireAsync());

        await held[1].DisposeAsync(call);
        await held[1].DisposeAsync(call);
        await using var next = await there.TryAcquireAsync();
        Assert.NotNull(next);
        Assert.Null(await here.TryAcquireAsync());
        foreach (var handle in held)
            await handle.DisposeAsync(call);
    }

    [Fact(DisplayName = "Another number of permits should be refused while it is in use, and so should none at all")]
    public async Task Another_number_of_permits_should_be_refused()
    {
        await using (await First.CreateSemaphore("number", 2).AcquireAsync())
            await Assert.ThrowsAsync<InvalidOperationException>(() => Second.CreateSemaphore("number", 3).TryAcquireAsync().AsTask());

        await using var renewed = await Second.CreateSemaphore("number", 3).AcquireAsync();
        Assert.Throws<ArgumentOutOfRangeException>("maxCount", () => First.CreateSemaphore("number", 0));
    }

    [Fact(DisplayName = "A semaphore should have as many permits as there are numbers")]
    public async Task A_semaphore_should_have_many_permits()
    {
        var many = First.CreateSemaphore("many", int.MaxValue);

        var held = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => many.AcquireAsync(Patience).AsTask()));

        await Task.WhenAll(held.Select(h => h.DisposeAsync().AsTask()));
    }
}
