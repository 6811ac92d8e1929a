using System.Runtime.CompilerServices;
using Akka.Consensus.Client;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Elections;

/// <summary>
/// Follows an election through what the nodes remember. All replicas number the same events alike, so it matters to nobody which of them answers, as long as it
/// remembers all that came after the place that the observer has reached. Not thread-safe.
/// </summary>
/// <param name="log">Whom to ask.</param>
/// <param name="interval">How long to wait when there is no news, or no answer.</param>
internal sealed class Observer(IElectionLog log, TimeSpan interval)
{
    /// <summary>How often all voters are asked for what one has forgotten: one that lags may remember it when it has caught up.</summary>
    private const int Attempts = 10;

    /// <summary>After all that there is: asked for what came later, a node says how far it has come.</summary>
    private static readonly EventPosition End = EventPosition.After(new LogIndex(long.MaxValue));

    private EventPosition _position;
    private Leader? _leader;

    public async IAsyncEnumerable<LeaderChange> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await FindPresentAsync(cancellationToken).ConfigureAwait(false);
        yield return new LeaderChange(LeaderChangeKind.Present, _leader);
        while (true)
        {
            var (last, page) = (_leader, await NextAsync(cancellationToken).ConfigureAwait(false));
            if (page is null)
            {
                // A term is one grant: if the same leader has it still, nothing has happened in between.
                await FindPresentAsync(cancellationToken).ConfigureAwait(false);
                if (last is null || last != _leader)
                    yield return new LeaderChange(LeaderChangeKind.Missed, _leader);
                continue;
            }

            foreach (var happened in page.Events)
            {
                if (Apply(happened) is { } kind)
                    yield return new LeaderChange(kind, _leader);
            }

            Advance(page);
            if (page.IsComplete)
                await Task.Delay(interval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The next page; null if no node remembers all that came after the present place.</summary>
    private async Task<EventPage?> NextAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < Attempts; i++)
        {
            var page = await AskAsync(() => log.ReadAsync(_position, isNewest: false, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (Follows(page))
                return page;
            var others = await AskAsync(() => log.OthersAsync(_position, cancellationToken), cancellationToken).ConfigureAwait(false);
            var pages = await Task.WhenAll(others.Select(TryAskAsync)).ConfigureAwait(false);
            if (pages.FirstOrDefault(p => p is not null && Follows(p) && p.UpTo > _position) is { } remembered)
                return remembered;
            await Task.Delay(interval, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>
    /// Finds a place, and who led there. A place first, then who leads at some later point, then what happened from the place to a point later still: the last
    /// change in between, if there was one, says who led in the end, and else it was the same leader all the time.
    /// </summary>
    private async Task FindPresentAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            _position = (await AskAsync(() => log.ReadAsync(End, isNewest: false, cancellationToken), cancellationToken).ConfigureAwait(false)).UpTo;
            _leader = await AskAsync(() => log.LeaderAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
            EventPage page;
            do
            {
                page = await AskAsync(() => log.ReadAsync(_position, isNewest: true, cancellationToken), cancellationToken).ConfigureAwait(false);
                if (!Follows(page))
                    break;
                foreach (var happened in page.Events)
                    Apply(happened);
                Advance(page);
            }
            while (!page.IsComplete);

            if (page.IsComplete && Follows(page))
                return;
            await Task.Delay(interval, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether nothing is missing between the present place and a page.</summary>
    private bool Follows(EventPage page) => page.Since <= _position;

    /// <summary>A node that lags has not come as far as this observer: nobody goes back.</summary>
    private void Advance(EventPage page) => _position = page.UpTo > _position ? page.UpTo : _position;

    private LeaderChangeKind? Apply(LockEvent happened)
    {
        LeaderChangeKind? kind = happened.Kind switch
        {
            LockEventKind.Granted => LeaderChangeKind.Elected,
            LockEventKind.Released => LeaderChangeKind.Resigned,
            LockEventKind.Lost => LeaderChangeKind.Lost,
            LockEventKind.Revoked => LeaderChangeKind.Removed,
            _ => null,
        };
        if (kind is not null)
            _leader = kind == LeaderChangeKind.Elected ? new Leader(happened.Token, happened.Text ?? "") : null;
        return kind;
    }

    /// <summary>Asks until there is an answer.</summary>
    private async Task<T> AskAsync<T>(Func<Task<T>> question, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await question().ConfigureAwait(false);
            }
            catch (Exception unanswered) when (unanswered is ConsensusUnavailableException or ConsensusOverloadedException)
            {
                if (log.IsEnded)
                    throw new ObjectDisposedException(nameof(IReplicatedLocks), "the ActorSystem has ended");
            }

            await Task.Delay(interval, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<EventPage?> TryAskAsync(Func<Task<EventPage>> question)
    {
        try
        {
            return await question().ConfigureAwait(false);
        }
        catch (Exception unanswered) when (unanswered is ConsensusUnavailableException or ConsensusOverloadedException)
        {
            return null;
        }
    }
}
