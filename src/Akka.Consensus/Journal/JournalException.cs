namespace Akka.Consensus.Journal;

/// <summary>
/// The journal of a voter cannot be used: its directory, its file or its database is not as it must be. The message is
/// meant for an operator: it names the file or database, says what was found and what to do.
/// </summary>
/// <remarks>Nothing was voted and nothing was written by the attempt that threw it.</remarks>
public class JournalException : Exception
{
    /// <summary>Makes an exception that has no other one as its cause.</summary>
    /// <param name="message">The file, what was found, and what to do.</param>
    public JournalException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception with the failure that it explains.</summary>
    /// <param name="message">The file, what was found, and what to do.</param>
    /// <param name="cause">What the operating system or the database reported; null if it reported nothing.</param>
    public JournalException(string message, Exception? cause)
        : base(message, cause)
    {
    }
}

/// <summary>
/// The journal is there and is not what was written: rows were altered or are missing. What is missing may be a vote that the others have
/// counted, so the node must not vote again from this journal, nor from an empty one.
/// </summary>
/// <param name="message">The file, what was found, and what to do.</param>
/// <param name="cause">What the database reported; null if it reported nothing.</param>
public sealed class JournalCorruptException(string message, Exception? cause) : JournalException(message, cause);
