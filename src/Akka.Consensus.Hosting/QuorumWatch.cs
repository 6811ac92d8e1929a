using Akka.Actor;
using Akka.Consensus.Client;
using Akka.Consensus.Locks;
using Akka.Event;

namespace Akka.Consensus.Hosting;

/// <summary>Asks, beside the start of a host, until a quorum of the voters answers, and says so in the log, or that none does.</summary>
internal static class QuorumWatch
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    public static void Start(ActorSystem system, TimeSpan limit)
    {
        // On the caller's thread: a configuration that cannot be used keeps the host from starting.
        var locks = ReplicatedLocks.Get(system);
        _ = Task.Run(() => RunAsync(system, locks, limit));
    }

    private static async Task RunAsync(ActorSystem system, IReplicatedLocks locks, TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        while (!timeout.IsCancellationRequested && !system.WhenTerminated.IsCompleted)
        {
            try
            {
                await locks.ListAsync(QuorumProbe.Lock, timeout: Step, cancellationToken: timeout.Token).ConfigureAwait(false);
                system.Log.Info("a quorum of the voters answers: leases can be granted");
                return;
            }
            catch (Exception missing) when (missing is ConsensusUnavailableException or ConsensusOverloadedException or OperationCanceledException)
            {
                await Task.Delay(Step / 10, CancellationToken.None).ConfigureAwait(false);
            }
        }

        if (!system.WhenTerminated.IsCompleted)
        {
            system.Log.Error("no quorum of the voters has answered within {0:0.#} s of the start: no lease can be granted, and what needs one (singletons, "
                + "shards, lease-majority) waits. Start a majority of {1}, and see that this node reaches them", limit.TotalSeconds, Voters(system));
        }
    }

    private static string Voters(ActorSystem system)
    {
        var members = Consensus.Get(system).Settings.Members;
        return members.IsEmpty ? "the voters" : string.Join(", ", members);
    }
}
