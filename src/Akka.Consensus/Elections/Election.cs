using System.Runtime.CompilerServices;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Elections;

/// <summary>An election among those who use the locks of one group.</summary>
/// <param name="name">Its name.</param>
/// <param name="locks">The locks.</param>
internal sealed class Election(string name, ReplicatedLocks locks) : IElection
{
    private readonly string _lock = ElectionName.ToLock(name);

    public string Name => name;

    public async Task<Leadership> CampaignAsync(string value, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        var all = new ReplicatedLock(new Acquire(_lock, Waits: true), new LockOptions { Value = value }.Checked(), locks);
        return new Leadership(name, value, await all.AcquireAsync(timeout, cancellationToken).ConfigureAwait(false));
    }

    public async IAsyncEnumerable<LeaderChange> ObserveAsync(Consistency consistency = Consistency.Linearizable,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Each enumeration has an observer of its own.
        await foreach (var change in new Observer(new Log(_lock, consistency, locks), locks.ObserveInterval).RunAsync(cancellationToken).ConfigureAwait(false))
            yield return change;
    }

    public Task<Leader?> GetLeaderAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        LeaderAsync(locks, _lock, timeout, cancellationToken);

    private static async Task<Leader?> LeaderAsync(ReplicatedLocks locks, string lockName, TimeSpan? timeout, CancellationToken cancellationToken) =>
        await locks.ListAsync(lockName, Consistency.Linearizable, timeout, cancellationToken).ConfigureAwait(false) is [var held]
            ? new Leader(held.Token, held.Value ?? "")
            : null;

    /// <summary>What the nodes remember of the election's lock.</summary>
    private sealed class Log(string lockName, Consistency consistency, ReplicatedLocks locks) : IElectionLog
    {
        /// <summary>How long to wait for one node of several that are asked at a time: one that is down must not hold up the others.</summary>
        private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

        public bool IsEnded => locks.IsEnded;

        public Task<EventPage> ReadAsync(EventPosition after, bool isNewest, CancellationToken cancellationToken) =>
            locks.ListEventsAsync(after, lockName, isNewest ? Consistency.Linearizable : consistency, only: null, timeout: null, cancellationToken);

        public async Task<IReadOnlyList<Func<Task<EventPage>>>> OthersAsync(EventPosition after, CancellationToken cancellationToken)
        {
            var status = await locks.GetStatusAsync(timeout: null, cancellationToken).ConfigureAwait(false);
            return [.. status.Members.Select(m => (Func<Task<EventPage>>)(() =>
                locks.ListEventsAsync(after, lockName, Consistency.Eventual, new NodeId(m.Id), Limit, cancellationToken)))];
        }

        public Task<Leader?> LeaderAsync(CancellationToken cancellationToken) => Election.LeaderAsync(locks, lockName, timeout: null, cancellationToken);
    }
}
