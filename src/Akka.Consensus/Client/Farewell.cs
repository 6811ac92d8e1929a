using Akka.Actor;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Client;

/// <summary>Ends the client's session when its ActorSystem is shut down in order: others need not wait until the session expires.</summary>
/// <remarks>
/// In the phase cluster-exiting-done: what the application has to stop has stopped, singletons and shards, which may hold leases, have been handed over by then. The
/// node is still among the members, and if it votes, its roles live on. Outside a cluster the same phase comes after all that the application has to stop.
/// </remarks>
internal static class Farewell
{
    /// <summary>From now on CoordinatedShutdown does it.</summary>
    public static void BeforeLeaving(ActorSystem system, ReplicatedLocks locks, TimeSpan limit) => CoordinatedShutdown.Get(system)
        .AddTask(CoordinatedShutdown.PhaseClusterExitingDone, "consensus-close-session", async () =>
        {
            await locks.CloseAsync(limit).ConfigureAwait(false);
            return Done.Instance;
        });
}
