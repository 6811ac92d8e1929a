using Akka.Actor;
using Akka.Configuration;
using Akka.Consensus.Journal;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Tests.Journal;

/// <summary>A cluster of one voter, in this process, perhaps with further settings below <c>akka.consensus</c>.</summary>
internal sealed class SoleVoter : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public SoleVoter(string folder, string settings = "")
    {
        System = ActorSystem.Create("consensus", ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = ERROR
              actor.provider = cluster
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
              cluster { roles = ["consensus", "consensus-node.node-1"], log-info = off, downing-provider-class = "" }
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              consensus { node-id = node-1, members = [node-1], data-dir = "{{folder}}", restart.max-backoff = 200ms, client.session-ttl = 10m, {{settings}} }
            }
            """));
        Consensus = Consensus.Get(System);
    }

    public ActorSystem System { get; }

    public Consensus Consensus { get; }

    /// <summary>Takes a lock and gives it back, which needs the journal.</summary>
    public async Task LockOnceAsync()
    {
        Cluster.Cluster.Get(System).Join(Cluster.Cluster.Get(System).SelfAddress);
        await using var held = await ReplicatedLocks.Get(System).Get("a").AcquireAsync(Patience);
    }

    /// <summary>Why the voter stopped for good.</summary>
    public Task<string> FailedAsync() => Consensus.Failed.WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        var closed = JournalExtension.Get(System).Closed;
        await System.Terminate();
        await closed;
    }
}
