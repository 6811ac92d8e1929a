using Microsoft.Data.Sqlite;

namespace Akka.Consensus.Journal;

/// <summary>Says in an operator's words what SQLite's result codes mean for a voter.</summary>
internal static class JournalFailures
{
    // Result codes of SQLite, https://www.sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>Whether the content of a file is not what SQLite wrote.</summary>
    public static bool IsDamage(SqliteException failure) => failure.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>What SQLite throws for a damaged file, where it has only said so.</summary>
    public static SqliteException Damage() => new("the file is damaged", Corrupt);

    /// <summary>Explains a failure of SQLite on a journal.</summary>
    /// <param name="file">The journal file.</param>
    /// <param name="failure">What SQLite reported.</param>
    public static JournalException Explain(string file, SqliteException failure) => failure.SqliteErrorCode switch
    {
        Corrupt => Damaged(file, failure.Message, failure),
        NotADatabase => Damaged(file, "it is not a SQLite database", failure),
        Full => new($"The journal '{file}' cannot be written to: the disk is full. Free some space and start again.", failure),
        ReadOnly => new($"The journal '{file}' cannot be written to: it is read-only. Make it and its directory writable.", failure),
        CannotOpen => new($"The journal '{file}' cannot be opened. Check that it is a file and who owns it.", failure),
        Busy or Locked => new($"The journal '{file}' is locked by another program. Close that program and start again.", failure),
        InputOutput => new($"The journal '{file}' cannot be read or written ({failure.Message}). Check the disk, and that it is not full.", failure),
        _ => new($"The journal '{file}' cannot be used ({failure.Message}).", failure),
    };

    /// <summary>The file is there and its content cannot be trusted.</summary>
    /// <param name="file">The journal file.</param>
    /// <param name="found">What was found.</param>
    /// <param name="cause">What SQLite reported; null if it reported nothing.</param>
    public static JournalException Damaged(string file, string found, Exception? cause = null)
    {
        var message = $"The journal '{file}' is damaged ({found}). Do not start this voter with an empty or an older journal: it would forget "
            + "what it promised. Keep the file, and replace the voter by one with a new id and an empty data directory.";
        return cause is null ? new JournalException(message) : new JournalException(message, cause);
    }
}
