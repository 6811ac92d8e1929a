using System.Data.Common;

namespace Akka.Consensus.Journal.Postgres;

/// <summary>
/// The tables of a voter's database: the one that Akka.Persistence.Sql writes rows to, with its usual columns, and one that says whose they are.
/// (The plugin makes the table of the snapshots.)
/// </summary>
internal static class PostgresSchema
{
    private const string VoterTable = "CREATE TABLE akka_consensus_voter (voter TEXT NOT NULL PRIMARY KEY)";

    // The unique index refuses a second row of the same number: it fences two processes that take themselves for one voter.
    private const string JournalTable = """
        CREATE TABLE journal (
          ordering BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          created BIGINT NOT NULL,
          deleted BOOLEAN NOT NULL,
          persistence_id VARCHAR(255) NOT NULL,
          sequence_number BIGINT NOT NULL,
          message BYTEA NOT NULL,
          tags TEXT,
          manifest TEXT NOT NULL,
          identifier INTEGER NOT NULL,
          writer_uuid TEXT,
          CONSTRAINT journal_rows UNIQUE (persistence_id, sequence_number)
        )
        """;

    private const string UniqueRows = """
        SELECT count(*) FROM pg_index i
        WHERE i.indrelid = to_regclass('journal') AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
          AND ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[]) ORDER BY 1)
            = ARRAY['persistence_id', 'sequence_number']
        """;

    /// <summary>Refuses a database that is not this voter's. An empty one is nobody's, and this voter's from now on.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="database">The database, for a message.</param>
    /// <param name="voter">The voter.</param>
    /// <exception cref="JournalException">It is another program's, or another voter's.</exception>
    /// <exception cref="JournalCorruptException">Its tables are not as they were made.</exception>
    public static void RequireOurs(DbConnection connection, string database, string voter)
    {
        if (IsMissing(connection))
        {
            if (Exists(connection, "journal") || Exists(connection, "snapshot"))
            {
                throw new JournalException($"The database '{database}' has the tables of another journal: "
                    + "name one of its own, and empty, in akka.consensus.journal.connection-string.");
            }

            return;
        }

        var owner = connection.Query("SELECT string_agg(voter, ', ') FROM akka_consensus_voter");
        if (owner is not string name)
            throw JournalFailures.Damaged(database, "it does not say whose it is");
        if (name != voter)
        {
            throw new JournalException($"The database '{database}' is the journal of the voter '{name}', and this is '{voter}': every voter needs a "
                + "database of its own. Correct akka.consensus.journal.connection-string, or node-id and group.");
        }

        if (!Exists(connection, "journal"))
            throw JournalFailures.Damaged(database, "the table of its rows is missing");
        if (connection.Query(UniqueRows) is not > 0L)
            throw JournalFailures.Damaged(database, "its unique index on (persistence_id, sequence_number) is missing");
    }

    /// <summary>Refuses a database that lacks rows which are known to have been on its disk.</summary>
    /// <exception cref="JournalCorruptException">They are missing.</exception>
    public static void RequireRows(DbConnection connection, string database, HighWaterMark mark)
    {
        if (!IsMissing(connection))
            MarkedRows.Require(database, mark, LastRows(connection));
        else if (mark.Found.Count > 0)
            throw JournalFailures.Damaged(database, $"it is empty, but by '{mark.Path}' it had rows");
    }

    /// <summary>
    /// Makes the tables of an empty database. Writes the voter's name each time: that shows that the server takes a commit now, rather than at the
    /// first vote.
    /// </summary>
    /// <exception cref="DbException">The server did not take it.</exception>
    public static void Make(DbConnection connection, string voter)
    {
        using var transaction = connection.BeginTransaction();
        if (IsMissing(connection))
        {
            connection.Query(VoterTable);
            connection.Query(JournalTable);
        }

        connection.Query("INSERT INTO akka_consensus_voter (voter) VALUES ($1) ON CONFLICT (voter) DO UPDATE SET voter = excluded.voter", voter);
        transaction.Commit();
    }

    private static bool IsMissing(DbConnection connection) => !Exists(connection, "akka_consensus_voter");

    private static bool Exists(DbConnection connection, string table) => connection.Query("SELECT to_regclass($1)::text", table) is not null;

    private static List<(string PersistenceId, long Number)> LastRows(DbConnection connection) =>
        connection.Rows<string, long>("SELECT persistence_id, max(sequence_number) FROM journal GROUP BY persistence_id");
}
