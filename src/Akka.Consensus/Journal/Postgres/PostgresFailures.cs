using System.Data.Common;
using System.Net.Sockets;

namespace Akka.Consensus.Journal.Postgres;

/// <summary>Says in an operator's words what PostgreSQL's SQLSTATEs mean for a voter.</summary>
/// <remarks>The codes: https://www.postgresql.org/docs/15/errcodes-appendix.html</remarks>
internal static class PostgresFailures
{
    private const string DataCorrupted = "XX001";
    private const string IndexCorrupted = "XX002";

    /// <summary>Whether a failure says that a page of a table, or of an index, is not what was written.</summary>
    public static bool IsDamage(Exception failure) => failure is DbException { SqlState: DataCorrupted or IndexCorrupted };

    /// <summary>Whether a failure is the server's, or that of the way to it.</summary>
    public static bool IsOfServer(Exception failure) => failure is DbException or SocketException or TimeoutException or IOException;

    /// <summary>Explains a failure at the start of a voter.</summary>
    /// <param name="database">The database.</param>
    /// <param name="failure">What Npgsql reported.</param>
    public static JournalException Explain(string database, Exception failure)
    {
        if (IsDamage(failure))
            return JournalFailures.Damaged(database, failure.Message.TrimEnd('.'), failure);
        var said = failure.Message.TrimEnd('.').ReplaceLineEndings(" ");
        return new JournalException($"The journal '{database}' cannot be used ({said}). {Advice((failure as DbException)?.SqlState)}", failure);
    }

    private static string Advice(string? state) => state switch
    {
        null => "Check that the server runs, and host and port in akka.consensus.journal.connection-string.",
        "28000" or "28P01" => "Check user and password in akka.consensus.journal.connection-string.",
        "3D000" => "Make the database: it must be the voter's own, and empty.",
        "42501" => "The user must be able to make tables in the database, and to write to them: best let it own the database.",
        "25006" => "It is read-only: a voter needs the primary server.",
        "53100" => "Free some space on the server's disk and start again.",
        "53300" => "The server has no connection left: a voter needs a few of its own.",
        _ => "See the server's log.",
    };
}
