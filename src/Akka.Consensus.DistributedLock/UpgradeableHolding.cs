using System.Diagnostics.CodeAnalysis;
using Akka.Consensus.Client;
using Akka.Consensus.Locks;

namespace Akka.Consensus.DistributedLock;

/// <summary>
/// An upgradeable read lock, and once it has been upgraded the write lock as well: lost together, and given back together. Thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The sources have no timer, and their tokens are in the hands of others: nothing is to be disposed of.")]
internal sealed class UpgradeableHolding : Holding
{
    private readonly object _gate = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _released = new();
    private readonly LockHandle _read;
    private LockHandle? _write;
    private Stage _stage;

    public UpgradeableHolding(LockHandle read)
    {
        _read = read;
        read.Lost.Register(Lose);
    }

    private enum Stage
    {
        Reading,
        Upgrading,
        Writing,
        Released,
    }

    public override LockHandle Current => Volatile.Read(ref _write) ?? _read;

    public override CancellationToken Lost =>
        _read.State == LockState.Lost || Current.State == LockState.Lost ? new CancellationToken(canceled: true) : _lost.Token;

    /// <summary>Waits for those who read; goes before those who wait.</summary>
    /// <returns>False if some still read after the timeout.</returns>
    /// <exception cref="InvalidOperationException">It has been upgraded, or is being upgraded.</exception>
    /// <exception cref="ObjectDisposedException">It has been given back, or was meanwhile.</exception>
    /// <exception cref="LockLostException">It is lost.</exception>
    public ValueTask<bool> TryUpgradeAsync(TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Begin();
        return UpgradeAsync();

        async ValueTask<bool> UpgradeAsync()
        {
            try
            {
                using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _released.Token, _lost.Token);
                var write = await Deadlocks.TranslateAsync(_read.TryUpgradeAsync(timeout, ends.Token)).ConfigureAwait(false);
                if (write is not null)
                    await KeepAsync(write).ConfigureAwait(false);
                return write is not null;
            }
            catch (OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw Ended();
            }
            finally
            {
                End();
            }
        }
    }

    public override async ValueTask ReleaseAsync()
    {
        LockHandle? write;
        lock (_gate)
        {
            _stage = Stage.Released;
            write = _write;
        }

        _released.Cancel();
        var all = write is null ? ValueTask.CompletedTask : write.DisposeAsync();
        await _read.DisposeAsync().ConfigureAwait(false);
        await all.ConfigureAwait(false);
    }

    private void Begin()
    {
        lock (_gate)
        {
            _stage = _stage switch
            {
                Stage.Reading => Stage.Upgrading,
                Stage.Released => throw Ended(),
                Stage.Writing => throw new InvalidOperationException($"'{_read.Name}' has been upgraded to a write lock already"),
                _ => throw new InvalidOperationException($"'{_read.Name}' is being upgraded to a write lock already"),
            };
        }
    }

    private void End()
    {
        lock (_gate)
        {
            if (_stage == Stage.Upgrading)
                _stage = _write is null ? Stage.Reading : Stage.Writing;
        }
    }

    /// <summary>What was lost or given back while it was being upgraded is not upgraded any more.</summary>
    private async Task KeepAsync(LockHandle write)
    {
        bool isKept;
        lock (_gate)
        {
            isKept = _stage == Stage.Upgrading && _read.State != LockState.Lost;
            if (isKept)
                _write = write;
        }

        if (!isKept)
        {
            await write.DisposeAsync().ConfigureAwait(false);
            throw Ended();
        }

        write.Lost.Register(Lose);
    }

    private void Lose()
    {
        LockHandle? write;
        lock (_gate)
            write = _write;
        _lost.Cancel();

        // one of the two may have been lost alone: held for too long, or taken away
        _ = _read.DisposeAsync().AsTask();
        _ = write?.DisposeAsync().AsTask();
    }

    private Exception Ended()
    {
        lock (_gate)
        {
            return _stage == Stage.Released
                ? new ObjectDisposedException(nameof(Medallion.Threading.IDistributedLockUpgradeableHandle), $"'{_read.Name}' has been given back")
                : new LockLostException($"'{_read.Name}' is lost");
        }
    }
}
