using Microsoft.Data.Sqlite;

namespace Akka.Consensus.Journal.Sqlite;

/// <summary>Says in an operator's words what SQLite's result codes mean for a voter.</summary>
internal static class SqliteFailures
{
    // Result codes of SQLite, https://www.sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Mismatch = 20;
    private const int NotADatabase = 26;

    /// <summary>Whether the content of a file is not what SQLite wrote.</summary>
    public static bool IsDamagedFile(SqliteException failure) => failure.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>Whether a failure says that the content of a file, or of a row, is not what was written.</summary>
    public static bool IsDamage(Exception failure) => failure is SqliteException { SqliteErrorCode: Corrupt or NotADatabase or Mismatch };

    /// <summary>What SQLite throws for a damaged file, where it has only said so.</summary>
    public static SqliteException Damage() => new("the file is damaged", Corrupt);

    /// <summary>Explains a failure of SQLite on a journal.</summary>
    /// <param name="file">The journal file.</param>
    /// <param name="failure">What SQLite reported.</param>
    public static JournalException Explain(string file, SqliteException failure) => failure.SqliteErrorCode switch
    {
        Corrupt => JournalFailures.Damaged(file, failure.Message.TrimEnd('.'), failure),
        NotADatabase => JournalFailures.Damaged(file, "it is not a SQLite database", failure),
        Full => new($"The journal '{file}' cannot be written to: the disk is full. Free some space and start again.", failure),
        ReadOnly => new($"The journal '{file}' cannot be written to: it is read-only. Make it and its directory writable.", failure),
        CannotOpen => new($"The journal '{file}' cannot be opened. Check that it is a file and who owns it.", failure),
        Busy or Locked => new($"The journal '{file}' is locked by another program. Close that program and start again.", failure),
        InputOutput => new($"The journal '{file}' cannot be read or written ({failure.Message}). Check the disk, and that it is not full.", failure),
        _ => new($"The journal '{file}' cannot be used ({failure.Message}).", failure),
    };
}
