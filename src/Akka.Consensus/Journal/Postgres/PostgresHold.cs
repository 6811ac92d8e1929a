using System.Data.Common;

namespace Akka.Consensus.Journal.Postgres;

/// <summary>
/// A voter's hold on its database: an advisory lock of the server, which is the session's that took it until that ends. Two processes that write
/// one journal would vote twice under one name; the lock makes the second one stop before it looks at anything.
/// </summary>
/// <remarks>
/// A session may end while its process lives: the server was started again, or the network failed. So it is looked at every two seconds, and the
/// lock is taken anew. In between the unique number of a row keeps two processes apart: of two rows with one number the second is refused.
/// </remarks>
internal sealed class PostgresHold : IDisposable
{
    // "AkCs". Advisory locks are a database's own, so one number does for all voters.
    private const long Key = 0x416b4373;

    // The server notices within half a minute that the other end of a session is gone, where it would take two hours by itself.
    private const string NoticeSilence = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4";

    private static readonly string Holder = $"""
        SELECT a.pid, a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = {Key} AND l.objsubid = 1
          AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);

    private readonly PostgresDatabase _database;
    private readonly string _self;
    private readonly PeriodicTimer _timer = new(WatchInterval);
    private readonly TaskCompletionSource<JournalException> _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _watching = Task.CompletedTask;

    private PostgresHold(PostgresDatabase database, string self, DbConnection connection)
    {
        _database = database;
        _self = self;
        Connection = connection;
    }

    /// <summary>The session that has the lock. For the checks at the start; from <see cref="Watch"/> on it is the watch's own.</summary>
    public DbConnection Connection { get; private set; }

    /// <summary>Completes, with what to tell the operator, if another process has the lock.</summary>
    public Task<JournalException> Taken => _taken.Task;

    /// <summary>Takes the lock, without waiting.</summary>
    /// <exception cref="JournalException">Another process has it.</exception>
    /// <exception cref="DbException">The server cannot be reached, or refuses.</exception>
    public static PostgresHold Acquire(PostgresDatabase database)
    {
        var self = $"akka-consensus {Guid.NewGuid():N}";
        return TryLock(database, self) is { } held ? new PostgresHold(database, self, held) : throw InUse(database);
    }

    /// <summary>From now on looks after the lock.</summary>
    public void Watch() => _watching = Task.Run(WatchAsync);

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _watching.Wait();
        Try(() => Connection.Query("SELECT pg_advisory_unlock_all()")); // a session that is closed ends when the server gets to it
        Connection.Dispose();
    }

    private static DbConnection? TryLock(PostgresDatabase database, string self)
    {
        var connection = database.Open(self);
        try
        {
            connection.Query(NoticeSilence);
            if (connection.Query("SELECT pg_try_advisory_lock($1)", Key) is true)
                return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        connection.Dispose();
        return null;
    }

    private static JournalException InUse(PostgresDatabase database) =>
        new($"The database '{database.Name}' is in use by another process: every voter needs a database of its own. "
            + "If the machine of that process is gone, the server notices it within half a minute.");

    private async Task WatchAsync()
    {
        while (!_taken.Task.IsCompleted && await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            // If the server cannot be reached nobody else can take the lock either, and the next turn tries again.
            if (!Try(() => Connection.Query("SELECT 1")))
                Try(Regain);
        }
    }

    private static bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception failure) when (PostgresFailures.IsOfServer(failure) || failure is InvalidOperationException)
        {
            return false;
        }
    }

    private void Regain()
    {
        if (TryLock(_database, _self) is { } held)
        {
            Connection.Dispose();
            Connection = held;
            return;
        }

        using var asking = _database.Open(_self);
        if (FindHolder(asking) is not { } holder)
            return;
        if (holder.Application != _self)
            _taken.TrySetResult(InUse(_database));
        else
            asking.Query("SELECT pg_terminate_backend($1)", holder.Pid);
    }

    private static (int Pid, string Application)? FindHolder(DbConnection asking)
    {
        var found = asking.Rows<int, string>(Holder);
        return found.Count == 0 ? null : found[0];
    }
}
