using Akka.Actor;

namespace Akka.Consensus.Actors;

/// <summary>Hands this node's leadership over before it leaves the cluster: the others need not wait until they miss their leader.</summary>
internal static class Leaving
{
    /// <summary>From now on CoordinatedShutdown does it. The roles go on voting meanwhile: they live until after the cluster has been left.</summary>
    public static void BeforeShutdown(ActorSystem system, Consensus consensus, IActorRef guardian) => CoordinatedShutdown.Get(system)
        .AddTask(CoordinatedShutdown.PhaseBeforeClusterShutdown, "consensus-hand-over", () => HandOverAsync(consensus, guardian));

    private static async Task<Done> HandOverAsync(Consensus consensus, IActorRef guardian)
    {
        if (consensus.Failed.IsCompleted)
            return Done.Instance;
        try
        {
            await guardian.Ask<Left>(Leave.Instance, consensus.Settings.HandOverTimeout).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            // It leaves all the same: the others elect a leader when they have missed this one for an election timeout.
        }

        return Done.Instance;
    }
}

/// <summary>This node is about to stop. Answered by <see cref="Left"/> when it does not lead any more.</summary>
internal sealed class Leave
{
    public static Leave Instance { get; } = new();
}

/// <summary>This node does not lead: another does, or nobody could be found who would.</summary>
internal sealed class Left
{
    public static Left Instance { get; } = new();
}
