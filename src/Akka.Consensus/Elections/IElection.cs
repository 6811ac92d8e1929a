using Akka.Consensus.Client;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Elections;

/// <summary>
/// An election: of all that campaign, one leads at a time; the others wait in the order in which they came. It is an exclusive lock under a name that no application can
/// take, and all that is said of locks is true of it. Thread-safe.
/// </summary>
public interface IElection
{
    /// <summary>The election's name.</summary>
    string Name { get; }

    /// <summary>Campaigns until elected. Each call is a candidate of its own.</summary>
    /// <param name="value">What those need to know who follow this candidate, such as its address: at most 1024 characters.</param>
    /// <param name="timeout">How long to wait; null waits until cancelled.</param>
    /// <param name="cancellationToken">Ends the campaign; a term that was on its way is given up.</param>
    /// <exception cref="TimeoutException">Others led for all that time.</exception>
    /// <exception cref="ConsensusUnavailableException">The cluster did not answer, or had too much to do, for all that time.</exception>
    /// <exception cref="ConsensusOverloadedException">As many acquires are under way, or locks held, as may be.</exception>
    /// <exception cref="OutcomeUnknownException">The client's session ended while it waited: it does not lead, and has lost its place.</exception>
    Task<Leadership> CampaignAsync(string value, TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Every change of leader from now on, in order and once, whichever node answers; first, who leads now. While the cluster does not answer it waits. What happened
    /// while the caller was slow, or cut off, it says later; if there was more than any node remembers, it says <see cref="LeaderChangeKind.Missed"/>.
    /// </summary>
    /// <remarks>Looks for news every <c>akka.consensus.client.observe-interval</c>.</remarks>
    /// <param name="consistency">
    /// Linearizable reads cost a round to a quorum each, shared by all that ask at the time. With eventual ones a node that is cut off from the others may
    /// keep its observers in the dark for as long as that lasts.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ObjectDisposedException">The ActorSystem has ended.</exception>
    IAsyncEnumerable<LeaderChange> ObserveAsync(Consistency consistency = Consistency.Linearizable, CancellationToken cancellationToken = default);

    /// <summary>Who leads now (a linearizable read); null for nobody.</summary>
    /// <exception cref="ConsensusUnavailableException">No answer came in time.</exception>
    Task<Leader?> GetLeaderAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default);
}
