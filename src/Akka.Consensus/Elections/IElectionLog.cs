using Akka.Consensus.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Elections;

/// <summary>What an observer asks. Each question may end with a <see cref="ConsensusUnavailableException"/> or a <see cref="ConsensusOverloadedException"/>.</summary>
internal interface IElectionLog
{
    /// <summary>Whether there is nobody left to ask.</summary>
    bool IsEnded { get; }

    /// <summary>What happened after a place, as some node remembers it.</summary>
    Task<EventPage> ReadAsync(EventPosition after, bool isNewest, CancellationToken cancellationToken);

    /// <summary>The same question for each of the voters.</summary>
    Task<IReadOnlyList<Func<Task<EventPage>>>> OthersAsync(EventPosition after, CancellationToken cancellationToken);

    /// <summary>Who leads: the newest.</summary>
    Task<Leader?> LeaderAsync(CancellationToken cancellationToken);
}
