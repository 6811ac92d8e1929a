using Akka.Actor;
using Xunit;

namespace Akka.Consensus.Tests.DistributedLock;

/// <summary>Where an actor's message is processed nothing may block.</summary>
public sealed class OnActorSpec(TestCluster cluster) : ProviderSpec(cluster)
{
    [Fact(DisplayName = "A method that blocks should be refused within an actor, with what to do instead, and ask for nothing")]
    public async Task A_method_that_blocks_should_be_refused_within_an_actor()
    {
        var readers = First.CreateUpgradeableReaderWriterLock("actor/rw");
        await using var upgradeable = await readers.AcquireUpgradeableReadLockAsync();
        var semaphore = First.CreateSemaphore("actor/s", 1);
        string[] several = ["actor/a", "actor/b"];
        Dictionary<string, Action> calls = new()
        {
            ["Acquire"] = () => First.CreateLock("actor").Acquire(),
            ["TryAcquire"] = () => First.CreateLock("actor").TryAcquire(),
            ["AcquireReadLock"] = () => readers.AcquireReadLock(),
            ["TryAcquireReadLock"] = () => readers.TryAcquireReadLock(),
            ["AcquireWriteLock"] = () => readers.AcquireWriteLock(),
            ["TryAcquireWriteLock"] = () => readers.TryAcquireWriteLock(),
            ["AcquireUpgradeableReadLock"] = () => readers.AcquireUpgradeableReadLock(),
            ["TryAcquireUpgradeableReadLock"] = () => readers.TryAcquireUpgradeableReadLock(),
            ["UpgradeToWriteLock"] = () => upgradeable.UpgradeToWriteLock(),
            ["TryUpgradeToWriteLock"] = () => upgradeable.TryUpgradeToWriteLock(),
            ["AcquireAllLocks"] = () => First.AcquireAllLocks(several),
            ["TryAcquireAllLocks"] = () => First.TryAcquireAllLocks(several),
            ["AcquireAllReadLocks"] = () => First.AcquireAllReadLocks(several),
            ["TryAcquireAllReadLocks"] = () => First.TryAcquireAllReadLocks(several),
            ["AcquireAllWriteLocks"] = () => First.AcquireAllWriteLocks(several),
            ["TryAcquireAllWriteLocks"] = () => First.TryAcquireAllWriteLocks(several),
            ["AcquireAllSemaphores"] = () => First.AcquireAllSemaphores(several, 1),
            ["TryAcquireAllSemaphores"] = () => First.TryAcquireAllSemaphores(several, 1),
        };
        calls.Add("Acquire of a semaphore", () => semaphore.Acquire());
        calls.Add("TryAcquire of a semaphore", () => semaphore.TryAcquire());

        foreach (var (name, call) in calls)
        {
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => WithinAnActor(call));
            Assert.Contains($"await {name.Split(' ')[0]}Async,", refusal.Message, StringComparison.Ordinal);
        }

        await using var all = await First.TryAcquireAllLocksAsync(["actor", "actor/a", "actor/b", "actor/s"]);
        Assert.NotNull(all);
        Assert.True(await upgradeable.TryUpgradeToWriteLockAsync());
    }

    [Theory(DisplayName = "To dispose of a handle should be possible within an actor: it is given back, and nobody waits for that")]
    [InlineData(Way.Lock)]
    [InlineData(Way.UpgradeableReadLock)]
    public async Task To_dispose_of_a_handle_should_be_possible_within_an_actor(Way way)
    {
        var held = await First.As(way, $"actor-disposes/{way}").AcquireAsync();

        await WithinAnActor(held.Dispose);

        await using var next = await First.As(way, $"actor-disposes/{way}").TryAcquireAsync();
        Assert.NotNull(next);
    }

    [Fact(DisplayName = "What does not block should work within an actor that awaits it")]
    public async Task What_does_not_block_should_work_within_an_actor()
    {
        await WithinAnActor(async () =>
        {
            await using var held = await First.CreateLock("awaited").AcquireAsync();
            Assert.Null(await Second.CreateLock("awaited").TryAcquireAsync());
        });

        await using var next = await Second.CreateLock("awaited").TryAcquireAsync();
        Assert.NotNull(next);
    }

    private Task WithinAnActor(Action call) => WithinAnActor(() =>
    {
        call();
        return Task.CompletedTask;
    });

    private async Task WithinAnActor(Func<Task> call)
    {
        var actor = Cluster.Node(0).ActorOf(Props.Create(() => new Caller()));
        if (await actor.Ask<Exception>(call, Patience) is not NoException and var thrown)
            throw thrown;
    }

    /// <summary>Calls, and answers with what was thrown.</summary>
    private sealed class Caller : ReceiveActor
    {
        public Caller() => ReceiveAsync<Func<Task>>(async call =>
        {
            Sender.Tell(await Record.ExceptionAsync(call) ?? new NoException());
        });
    }

    private sealed class NoException : Exception;
}
