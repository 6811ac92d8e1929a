using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Event;

namespace Akka.Consensus.Transactions.Postgres;

/// <summary>
/// A PostgreSQL database as a participant: an operation is done in a transaction of the database, which is prepared (<c>PREPARE TRANSACTION</c>) before the
/// vote, and committed or rolled back when the decision is known. The server must be set to it: see <see cref="CheckAsync"/>.
/// </summary>
/// <remarks>
/// <para>
/// What stands prepared keeps its row locks until it is ended, over crashes of this process and of the server. So let nobody wait for long: <c>lock_timeout</c> on
/// the connections makes a vote of no of what would else wait, perhaps in a circle over two databases, until the transaction is aborted. While the database is
/// away a decision waits for it. What was prepared and never voted for is rolled back when the participant starts, and once a minute.
/// </para>
/// <para>
/// Start one at a time for a persistence id, and use no id twice on a server: the second would take the first one's prepared transactions for left behind.
/// Do not end by hand what stands in <c>pg_prepared_xacts</c> as <c>akka-consensus:...</c> while its participant may come back: a commit that finds nothing to commit
/// is taken for done before. The same happens if the journal is lost, or the database is set back to an earlier state.
/// </para>
/// <para>Uses up to 20 connections at a time, of which it keeps 4 for decisions. Tried with Npgsql, on PostgreSQL 15.</para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Nothing has a timer, or is waited for by its handle; and what is under way may outlive the actor.")]
public sealed class PostgresParticipant : ParticipantActor
{
    // What is being prepared may wait for rows that only the end of another transaction sets free: that must find a connection.
    private const int MaxPreparing = 16;
    private const int MaxEnding = 4;
    private const int MaxReasonLength = 500;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MinWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly DbDataSource _database;
    private readonly Func<DbTransaction, object, CancellationToken, Task<string?>> _execute;
    private readonly PreparedTransactions _prepared;
    private readonly Dictionary<string, CancellationTokenSource> _preparing = [];
    private readonly HashSet<string> _undoing = [];
    private readonly HashSet<string> _preparedHere = [];
    private readonly SemaphoreSlim _preparers = new(MaxPreparing);
    private readonly SemaphoreSlim _enders = new(MaxEnding);
    private readonly CancellationTokenSource _life = new();

    /// <summary>A participant; made by <see cref="Props"/>.</summary>
    public PostgresParticipant(string persistenceId, DbDataSource database, Func<DbTransaction, object, CancellationToken, Task<string?>> execute)
    {
        PersistenceId = persistenceId;
        _database = database;
        _execute = execute;
        _prepared = new PreparedTransactions(database, persistenceId);
    }

    /// <inheritdoc/>
    public override string PersistenceId { get; }

    /// <summary>How to start one.</summary>
    /// <param name="persistenceId">Under which id it keeps its votes in the journal, and marks what it prepares: its own, and the same in every life.</param>
    /// <param name="database">The database: an <c>NpgsqlDataSource</c>. It must outlive the actor.</param>
    /// <param name="execute">
    /// Does the statements of an operation in the transaction it is given, and answers null; or why they cannot be done, which is a vote of no, as is
    /// an exception. It neither commits nor rolls back. Called on any thread, for many operations at a time; cancelled when the transaction is aborted.
    /// </param>
    public static Props Props(string persistenceId, DbDataSource database, Func<DbTransaction, object, CancellationToken, Task<string?>> execute)
    {
        ArgumentException.ThrowIfNullOrEmpty(persistenceId);
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(execute);
        return Akka.Actor.Props.Create(() => new PostgresParticipant(persistenceId, database, execute));
    }

    /// <summary>
    /// Fails if the database cannot prepare transactions, as its server is set. For the start of an application; a participant that starts on such a server logs
    /// the same as an error, and votes no.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="cancellation">Ends the wait for it.</param>
    /// <exception cref="ConsensusConfigurationException"><c>max_prepared_transactions</c> is 0, which is PostgreSQL's default.</exception>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public static async Task CheckAsync(DbDataSource database, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        if (await PreparedTransactions.FindComplaintAsync(database, cancellation).ConfigureAwait(false) is { } complaint)
            throw new ConsensusConfigurationException(complaint);
    }

    /// <inheritdoc/>
    protected override void Recovered(IReadOnlySet<TransactionId> known) => InBackground(() => UntilDoneAsync("look at its prepared transactions",
        async () => await PreparedTransactions.FindComplaintAsync(_database, _life.Token).ConfigureAwait(false) ?? ""), complaint =>
        {
            if (complaint.Length > 0)
                _log.Error("{0} cannot take part in any transaction: {1}", PersistenceId, complaint);
            Sweep();
        });

    /// <inheritdoc/>
    protected override void Prepare(TransactionId id, object operation)
    {
        var name = _prepared.NameOf(id);
        if (_undoing.Contains(name) || _preparing.ContainsKey(name))
        {
            CastVote(id, Vote.No, "what was prepared for it before is being rolled back");
            return;
        }

        var abort = new CancellationTokenSource();
        _preparing.Add(name, abort);
        InBackground(() => PrepareAsync(name, operation, abort.Token), preparation => OnPrepared(id, name, preparation));
    }

    /// <inheritdoc/>
    protected override void Finish(TransactionId id, object operation, Decision decision)
    {
        var name = _prepared.NameOf(id);
        if (_preparing.TryGetValue(name, out var abort))
            _ = abort.CancelAsync(); // it can only be an abort, and when the attempt has ended, what is left of it is undone
        else
            End(name, decision, () => Finished(id));
    }

    /// <inheritdoc/>
    protected override void OnMessage(object message)
    {
        if (message is SweepTime)
            Sweep();
        else
            Unhandled(message);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        // What is under way in the database may still be done. Whatever that leaves behind, the next life finds.
        foreach (var abort in _preparing.Values)
            _ = abort.CancelAsync();
        _ = _life.CancelAsync();
        base.PostStop();
    }

    private async Task<Preparation> PrepareAsync(string name, object operation, CancellationToken abort)
    {
        try
        {
            await _preparers.WaitAsync(abort).ConfigureAwait(false);
        }
        catch (OperationCanceledException cancelled)
        {
            return new Preparation(cancelled.Message, MayBeLeft: false);
        }

        try
        {
            return await _prepared.PrepareAsync(name, transaction => _execute(transaction, operation, abort), abort).ConfigureAwait(false);
        }
        finally
        {
            _preparers.Release();
        }
    }

    private void OnPrepared(TransactionId id, string name, Preparation preparation)
    {
        _preparing.Remove(name);
        var isAwaited = Role.Find(id) is { State: BranchState.Voting };
        if (isAwaited && preparation.Refusal is null)
        {
            _preparedHere.Add(name);
            CastVote(id, Vote.Yes);
            return;
        }

        if (preparation.MayBeLeft)
            Undo(name, () => Finished(id));
        if (isAwaited)
            CastVote(id, Vote.No, Shorten(preparation.Refusal!));
        else if (!preparation.MayBeLeft)
            Finished(id);
    }

    /// <summary>Rolls back what nobody has voted for.</summary>
    private void Undo(string name, Action then)
    {
        _undoing.Add(name);
        End(name, Decision.Abort, () =>
        {
            _undoing.Remove(name);
            then();
        });
    }

    private void End(string name, Decision decision, Action then)
    {
        var mustBeThere = _preparedHere.Remove(name) && decision == Decision.Commit;
        var tries = 0;
        InBackground(() => UntilDoneAsync($"{(decision == Decision.Commit ? "commit" : "roll back")} '{name}'", async () =>
        {
            await _enders.WaitAsync(_life.Token).ConfigureAwait(false);
            try
            {
                tries++;
                return await _prepared.EndAsync(name, decision, _life.Token).ConfigureAwait(false);
            }
            finally
            {
                _enders.Release();
            }
        }), wasThere =>
        {
            if (mustBeThere && !wasThere && tries == 1)
                _log.Error("{0} was to commit '{1}', and the database does not have it any more: somebody else has ended it", PersistenceId, name);
            then();
        });
    }

    /// <summary>Rolls back what an earlier life prepared and did not vote for: the journal does not know it.</summary>
    private void Sweep() => InBackground(() => UntilDoneAsync("look at its prepared transactions", () => _prepared.ListAsync(_life.Token)), found =>
    {
        var known = Role.Branches.Where(b => b.State != BranchState.Done).Select(b => _prepared.NameOf(b.Transaction.Id)).ToHashSet();
        foreach (var name in found.Where(n => !known.Contains(n) && !_preparing.ContainsKey(n) && !_undoing.Contains(n)))
        {
            _log.Warning("{0} rolls back '{1}', which was prepared in an earlier life and not voted for", PersistenceId, name);
            Undo(name, static () => { });
        }

        Timers.StartSingleTimer(SweepTime.Instance, SweepTime.Instance, SweepInterval);
    });

    /// <summary>Tries until it is done, with growing waits, as long as this actor lives.</summary>
    private async Task<T> UntilDoneAsync<T>(string what, Func<Task<T>> action)
    {
        for (var wait = MinWait; ; wait = wait * 2 < MaxWait ? wait * 2 : MaxWait)
        {
            try
            {
                return await action().ConfigureAwait(false);
            }
            catch (Exception away) when (!_life.IsCancellationRequested)
            {
                _log.Warning("{0} could not {1}, and tries again in {2} s: {3}", PersistenceId, what, wait.TotalSeconds, away.Message);
            }

            await Task.Delay(wait, _life.Token).ConfigureAwait(false);
        }
    }

    private static string Shorten(string reason) => reason.Length <= MaxReasonLength ? reason : $"{reason[..MaxReasonLength]}...";

    private sealed class SweepTime
    {
        public static SweepTime Instance { get; } = new();
    }
}
