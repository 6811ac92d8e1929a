namespace Akka.Consensus.Client;

/// <summary>No quorum, or no node at all, answered in time. Nothing is held; trying again is safe.</summary>
public sealed class ConsensusUnavailableException(string message) : TimeoutException(message);

/// <summary>
/// Too much is asked at a time: by this process, or of the cluster by all. Nothing is held, and nothing waits: ask again when something has ended.
/// </summary>
public sealed class ConsensusOverloadedException(string message) : Exception(message)
{
    internal static ConsensusOverloadedException OfQuestions(int most) => new(
        $"{most} questions of this process wait for their answer; let some end first, or raise akka.consensus.client.max-queries");
}

/// <summary>The session ended before the answer came, so whether the request was carried out is not known.</summary>
/// <remarks>Whatever a lost session held is freed by the cluster when the session's time to live has passed.</remarks>
public sealed class OutcomeUnknownException(string message) : Exception(message);
