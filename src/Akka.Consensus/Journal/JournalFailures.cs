using System.Runtime.Serialization;
using Akka.Pattern;
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
    private const int Mismatch = 20;
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
        Corrupt => Damaged(file, failure.Message.TrimEnd('.'), failure),
        NotADatabase => Damaged(file, "it is not a SQLite database", failure),
        Full => new($"The journal '{file}' cannot be written to: the disk is full. Free some space and start again.", failure),
        ReadOnly => new($"The journal '{file}' cannot be written to: it is read-only. Make it and its directory writable.", failure),
        CannotOpen => new($"The journal '{file}' cannot be opened. Check that it is a file and who owns it.", failure),
        Busy or Locked => new($"The journal '{file}' is locked by another program. Close that program and start again.", failure),
        InputOutput => new($"The journal '{file}' cannot be read or written ({failure.Message}). Check the disk, and that it is not full.", failure),
        _ => new($"The journal '{file}' cannot be used ({failure.Message}).", failure),
    };

    /// <summary>The file is not what was written.</summary>
    /// <param name="file">The journal file.</param>
    /// <param name="found">What was found.</param>
    /// <param name="cause">What SQLite reported; null if it reported nothing.</param>
    public static JournalCorruptException Damaged(string file, string found, Exception? cause = null) => new(
        $"The journal '{file}' is damaged: {found}. This node must not vote, and the others go on while they are a majority. Do not delete "
        + "or mend the file, nor put an older one in its place: the node would have forgotten what it promised. Keep its directory, and "
        + "replace the node by one with a new id and an empty directory.", cause);

    /// <summary>The file ends earlier than it did.</summary>
    /// <param name="file">The journal file.</param>
    /// <param name="mark">The file of the high-water mark.</param>
    /// <param name="persistenceId">Whose rows are missing.</param>
    /// <param name="last">The last row of that role.</param>
    /// <param name="marked">The row that was on the disk.</param>
    public static JournalCorruptException CutOff(string file, string mark, string persistenceId, long last, long marked) => Damaged(file,
        $"it ends with row {last} of '{persistenceId}', but by '{mark}' row {marked} was on the disk (its end is lost, or it is an older copy)");

    /// <summary>The file is whole, and another version of this library wrote what this one cannot read.</summary>
    /// <param name="file">The journal file.</param>
    /// <param name="row">The row.</param>
    /// <param name="version">Which version wrote it.</param>
    /// <param name="cause">What could not be read.</param>
    public static JournalException OtherVersion(string file, string row, string version, Exception? cause = null) => new(
        $"The journal '{file}' cannot be read: {row} was written by {version} of Akka.Consensus. Start that version again.", cause);

    /// <summary>
    /// What in a failure of the journal plugin says that the file is not what was written; null if the failure may pass, as that of a busy
    /// disk or a full one.
    /// </summary>
    /// <param name="failure">What the plugin reported.</param>
    public static Exception? FindDamage(Exception failure) => failure switch
    {
        JournalException => failure,
        SqliteException { SqliteErrorCode: Corrupt or NotADatabase or Mismatch } => failure,

        // A value that is not what its column holds, a serializer that does not exist, and the replay filter's word.
        SerializationException or InvalidCastException or FormatException or OverflowException => failure,
        IllegalStateException => failure,
        AggregateException several => several.InnerExceptions.Select(FindDamage).FirstOrDefault(e => e is not null),
        _ => failure.InnerException is { } cause ? FindDamage(cause) : null,
    };
}
