using System.Text;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.DistributedLock;
using Akka.Consensus.Lease;
using Akka.Consensus.Locks;
using Medallion.Threading;
using Xunit;

namespace Akka.Consensus.Tests.DistributedLock;

/// <summary>Any text is a name; and how the provider holds what it makes.</summary>
public sealed class NamesAndOptionsSpec(TestCluster cluster) : ProviderSpec(cluster)
{
    [Theory(DisplayName = "What can be a name should be one as it is")]
    [InlineData("orders/42")]
    [InlineData("ORDERS/42")]
    [InlineData(@"\\\\ \0 Zürich 東京 🔒")]
    public void What_can_be_a_name_should_be_one_as_it_is(string name)
    {
        Assert.Equal(name, ConsensusDistributedSynchronizationProvider.GetSafeName(name));
        Assert.Equal(name, First.CreateLock(name).Name);
    }

    [Fact(DisplayName = "What cannot be a name should be made into one that can, another for each text, and the same in each process")]
    public async Task What_cannot_be_a_name_should_be_made_into_one()
    {
        string[] texts =
        [
            "", "a\ud800", "a\ud801", ConsensusLease.LockNamePrefix, ConsensusLease.LockNamePrefix + "shard",
            new('a', 1000), new string('a', 999) + "A", new('\ud83d', 600), string.Concat(Enumerable.Repeat("🔒", 200)), new('\\', 513),
        ];

        var names = texts.Select(ConsensusDistributedSynchronizationProvider.GetSafeName).ToList();

        Assert.Equal(texts.Length, names.Distinct().Count());
        for (var i = 0; i < texts.Length; i++)
        {
            Assert.True(LockName.IsValid(names[i]), names[i]);
            await using var held = await First.CreateLock(texts[i]).AcquireAsync(Patience);
            Assert.Equal(names[i], held.GetLockHandle().Name);
            Assert.Null(await Second.CreateUpgradeableReaderWriterLock(texts[i]).TryAcquireReadLockAsync());
            Assert.Null(await Second.TryAcquireAllLocksAsync([texts[i]]));
        }

        await using var permit = await First.CreateSemaphore(texts[5], 1).AcquireAsync(Patience);
        Assert.StartsWith("aaa", names[5], StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A long name should keep as much of its beginning as has room, and no half of a character")]
    public void A_long_name_should_keep_its_beginning()
    {
        // 447 bytes have room beside the hash: 111 characters of four bytes, and three bytes to spare
        var name = ConsensusDistributedSynchronizationProvider.GetSafeName(string.Concat(Enumerable.Repeat("🔒", 200)));

        Assert.Equal(string.Concat(Enumerable.Repeat("🔒", 111)), name.Split('#')[0]);
        Assert.Equal((4 * 111) + 1 + 64, Encoding.UTF8.GetByteCount(name));
    }

    [Fact(DisplayName = "Null should not be a name")]
    public void Null_should_not_be_a_name()
    {
        Assert.Throws<ArgumentNullException>("name", () => ConsensusDistributedSynchronizationProvider.GetSafeName(null!));
        Assert.Throws<ArgumentNullException>("name", () => First.CreateLock(null!));
        Assert.Throws<ArgumentNullException>("name", () => First.CreateSemaphore(null!, 1));
    }

    [Fact(DisplayName = "Exact names should be those that can be, and no others")]
    public void Exact_names_should_be_those_that_can_be()
    {
        var exact = new ConsensusDistributedSynchronizationProvider(Locks, new ConsensusDistributedSynchronizationOptions { ExactNames = true });

        Assert.Equal("exact", exact.CreateLock("exact").Name);
        Assert.ThrowsAny<ArgumentException>(() => exact.CreateLock(""));
        Assert.ThrowsAny<ArgumentException>(() => exact.CreateUpgradeableReaderWriterLock(new string('a', 513)));
        Assert.ThrowsAny<ArgumentException>(() => exact.CreateSemaphore(ConsensusLease.LockNamePrefix + "x", 1));
        Assert.ThrowsAny<ArgumentException>(() => { _ = exact.AcquireAllLocksAsync(["exact", ""]).AsTask(); });
    }

    [Fact(DisplayName = "What is held should be shown with the value of the options")]
    public async Task What_is_held_should_be_shown_with_the_value()
    {
        var shown = new ConsensusDistributedSynchronizationProvider(Locks, new ConsensusDistributedSynchronizationOptions
        {
            Hold = new LockOptions { Value = "by the spec" },
        });
        foreach (var way in Enum.GetValues<Way>())
        {
            await using var held = await shown.As(way, $"shown/{way}").AcquireAsync();
            Assert.Equal("by the spec", (await Locks.DescribeAsync($"shown/{way}")).Holders.Single().Value);
        }
    }

    [Fact(DisplayName = "Everything should be lost after the maximum hold of the options")]
    public async Task Everything_should_be_lost_after_the_maximum_hold()
    {
        var brief = new ConsensusDistributedSynchronizationProvider(Locks, new ConsensusDistributedSynchronizationOptions
        {
            Hold = new LockOptions { MaxHold = TimeSpan.FromMilliseconds(100) },
        });
        IDistributedSynchronizationHandle[] all =
        [
            await brief.CreateLock("brief").AcquireAsync(), await brief.CreateReaderWriterLock("brief/r").AcquireReadLockAsync(),
            await brief.CreateUpgradeableReaderWriterLock("brief/rw").AcquireUpgradeableReadLockAsync(),
            await brief.CreateSemaphore("brief/s", 2).AcquireAsync(), await brief.AcquireAllLocksAsync(["brief/a", "brief/b"]),
        ];

        foreach (var held in all)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Patience, held.HandleLostToken));

        await using var next = await Second.AcquireAllLocksAsync(["brief/rw", "brief", "brief/r", "brief/a", "brief/b"], Patience);
        foreach (var held in all)
            await held.DisposeAsync();
    }

    [Fact(DisplayName = "Options that name an owner or a mode should be refused")]
    public void Options_that_name_an_owner_or_a_mode_should_be_refused()
    {
        foreach (var hold in new[] { new LockOptions { Owner = new LockOwner() }, new LockOptions { Mode = LockMode.Shared } })
        {
            Assert.Throws<ArgumentException>("options",
                () => new ConsensusDistributedSynchronizationProvider(Locks, new ConsensusDistributedSynchronizationOptions { Hold = hold }));
        }
    }

    [Fact(DisplayName = "A handle of another provider should have no fencing token")]
    public void A_handle_of_another_provider_should_have_no_token()
    {
        using var foreign = new Foreign();

        Assert.Throws<ArgumentException>("handle", () => foreign.GetFencingToken());
        Assert.Throws<ArgumentNullException>("handle", () => default(IDistributedSynchronizationHandle)!.GetLockHandle());
    }

    private sealed class Foreign : IDistributedSynchronizationHandle
    {
        public CancellationToken HandleLostToken => CancellationToken.None;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
