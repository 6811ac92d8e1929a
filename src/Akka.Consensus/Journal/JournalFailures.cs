using System.Runtime.Serialization;
using Akka.Pattern;

namespace Akka.Consensus.Journal;

/// <summary>Says in an operator's words what is wrong with a journal, whatever it is kept in.</summary>
internal static class JournalFailures
{
    /// <summary>The journal is not what was written.</summary>
    /// <param name="journal">Its file, or its database.</param>
    /// <param name="found">What was found.</param>
    /// <param name="cause">What the database reported; null if it reported nothing.</param>
    public static JournalCorruptException Damaged(string journal, string found, Exception? cause = null) => new(
        $"The journal '{journal}' is damaged: {found}. This node must not vote, and the others go on while they are a majority. Do not delete "
        + "or mend it, nor put an older one in its place: the node would have forgotten what it promised. Keep it as it is, and replace the node "
        + "by one with a new id and an empty journal.", cause);

    /// <summary>The journal ends earlier than it did.</summary>
    /// <param name="journal">Its file, or its database.</param>
    /// <param name="mark">The file of the high-water mark.</param>
    /// <param name="persistenceId">Whose rows are missing.</param>
    /// <param name="last">The last row of that role.</param>
    /// <param name="marked">The row that was on the disk.</param>
    public static JournalCorruptException CutOff(string journal, string mark, string persistenceId, long last, long marked) => Damaged(journal,
        $"it ends with row {last} of '{persistenceId}', but by '{mark}' row {marked} was on the disk (its end is lost, or it is an older copy)");

    /// <summary>The journal is whole, and another version of this library wrote what this one cannot read.</summary>
    /// <param name="journal">Its file, or its database.</param>
    /// <param name="row">The row.</param>
    /// <param name="version">Which version wrote it.</param>
    /// <param name="cause">What could not be read.</param>
    public static JournalException OtherVersion(string journal, string row, string version, Exception? cause = null) => new(
        $"The journal '{journal}' cannot be read: {row} was written by {version} of Akka.Consensus. Start that version again.", cause);

    /// <summary>
    /// What in a failure of the journal plugin says that the journal is not what was written; null if the failure may pass, as that of a busy
    /// disk or a full one.
    /// </summary>
    /// <param name="failure">What the plugin reported.</param>
    /// <param name="isDamage">Whether the database itself says so.</param>
    public static Exception? FindDamage(Exception failure, Func<Exception, bool> isDamage) => failure switch
    {
        JournalException => failure,
        _ when isDamage(failure) => failure,

        // A value that is not what its column holds, a serializer that does not exist, and the replay filter's word.
        SerializationException or InvalidCastException or FormatException or OverflowException => failure,
        IllegalStateException => failure,
        AggregateException several => several.InnerExceptions.Select(e => FindDamage(e, isDamage)).FirstOrDefault(e => e is not null),
        _ => failure.InnerException is { } cause ? FindDamage(cause, isDamage) : null,
    };
}
