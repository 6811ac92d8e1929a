using System.Data.Common;

namespace Akka.Consensus.Journal.Postgres;

/// <summary>
/// What a server must be set to before a vote may be written to it. A commit has to be on the disk when it returns; with <c>synchronous_commit</c>
/// or <c>fsync</c> off a crash of the server takes back votes that others have counted.
/// </summary>
internal static class PostgresChecks
{
    /// <summary>Refuses a server on which a commit may be lost, as it is set for this connection.</summary>
    /// <exception cref="JournalException">It is, or it is a standby.</exception>
    public static void RequireDurable(DbConnection connection, string database)
    {
        if (connection.Query("SELECT pg_is_in_recovery()") is true)
        {
            throw new JournalException($"The journal '{database}' is on a standby server: a voter needs the primary, and stays with it. "
                + "A standby that took over would have forgotten votes.");
        }

        Verify(database, connection.Query("SELECT current_setting('synchronous_commit')"), connection.Query("SELECT current_setting('fsync')"));
    }

    /// <summary>Refuses settings under which a commit may be lost.</summary>
    /// <param name="database">The database, for the message.</param>
    /// <param name="synchronousCommit">What the server says of <c>synchronous_commit</c>.</param>
    /// <param name="fsync">What it says of <c>fsync</c>.</param>
    /// <exception cref="JournalException">They are not both on.</exception>
    public static void Verify(string database, object? synchronousCommit, object? fsync)
    {
        // remote_apply waits for a standby as well
        if (synchronousCommit is not ("on" or "remote_apply"))
        {
            throw new JournalException($"The journal '{database}' must sync every commit, but synchronous_commit is '{synchronousCommit}' for this "
                + "connection: set it to on, for the server, the database and the user, and in the connection string.");
        }

        if (fsync is not "on")
        {
            throw new JournalException($"The journal '{database}' must reach the disk, but fsync is '{fsync}' on its server: set fsync = on in "
                + "postgresql.conf.");
        }
    }
}
