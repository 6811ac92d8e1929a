using DeadlockException = Akka.Consensus.Client.DeadlockException;

namespace Akka.Consensus.DistributedLock;

/// <summary>The cluster's refusal to let owners wait for each other, as users of DistributedLock know it.</summary>
internal static class Deadlocks
{
    public static async Task<T> TranslateAsync<T>(Task<T> call)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (DeadlockException deadlock)
        {
            throw new Medallion.Threading.DeadlockException(deadlock.Message, deadlock);
        }
    }
}
