using Akka.Consensus.Client;
using Xunit;

namespace Akka.Consensus.Tests;

/// <summary>More than there is room for: in the process that asks, and in the cluster.</summary>
public sealed class OverloadSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact(DisplayName = "What an overloaded leader refuses should be asked again, until everybody has had a turn")]
    public async Task What_an_overloaded_leader_refuses_should_be_asked_again()
    {
        // The requests of one process come in one message: of its fifty a queue of eight refuses most.
        await using var cluster = TestCluster.With("max-pending = 8");
        var clients = new[] { cluster.Client(), cluster.Client(), cluster.Client() };
        var turns = 0;

        await Task.WhenAll(clients.SelectMany((locks, client) => Enumerable.Range(0, 50).Select(async i =>
        {
            await using var held = await locks.Get($"overload/{client}/{i}").AcquireAsync(Patience);
            Interlocked.Increment(ref turns);
        })));

        Assert.Equal(150, turns);
    }

    [Fact(DisplayName = "More acquires than a process may have should be refused at once, with what to do, until one ends")]
    public async Task More_acquires_than_a_process_may_have_should_be_refused()
    {
        await using var cluster = new TestCluster();
        var locks = cluster.Client("max-operations = 2");
        await using var first = await locks.Get("first").AcquireAsync(Patience);
        var second = await locks.Get("second").AcquireAsync(Patience);

        var refusal = await Assert.ThrowsAsync<ConsensusOverloadedException>(() => locks.Get("third").AcquireAsync(Patience));
        Assert.Contains("max-operations", refusal.Message, StringComparison.Ordinal);

        await second.DisposeAsync();
        await using var third = await locks.Get("third").AcquireAsync(Patience);
    }

    [Fact(DisplayName = "More calls than a process may have should be refused, though none has come to the client yet")]
    public async Task More_calls_than_a_process_may_have_should_be_refused()
    {
        await using var cluster = new TestCluster();
        var nobody = cluster.Client("contact-points = [\"akka.tcp://consensus@127.0.0.1:1\"], max-operations = 2, max-queries = 2");
        using var cancel = new CancellationTokenSource();
        var acquires = Enumerable.Range(0, 2).Select(i => nobody.Get($"{i}").AcquireAsync(cancellationToken: cancel.Token)).ToList();
        var questions = Enumerable.Range(0, 2).Select(_ => nobody.GetStatusAsync(Patience, cancel.Token)).ToList();

        await Assert.ThrowsAsync<ConsensusOverloadedException>(() => nobody.Get("x").AcquireAsync(Patience));
        var refusal = await Assert.ThrowsAsync<ConsensusOverloadedException>(() => nobody.GetStatusAsync(Patience));
        Assert.Contains("max-queries", refusal.Message, StringComparison.Ordinal);

        await cancel.CancelAsync();
        foreach (var call in acquires.Cast<Task>().Concat(questions))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }
}
