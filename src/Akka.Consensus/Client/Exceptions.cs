namespace Akka.Consensus.Client;

/// <summary>No quorum, or no node at all, answered in time. Nothing is held; trying again is safe.</summary>
public sealed class ConsensusUnavailableException(string message) : TimeoutException(message);

/// <summary>The session ended before the answer came, so whether the request was carried out is not known.</summary>
/// <remarks>Whatever a lost session held is freed by the cluster when the session's time to live has passed.</remarks>
public sealed class OutcomeUnknownException(string message) : Exception(message);
