namespace Akka.Consensus.Checkers.Histories;

/// <summary>A text is not a history. The message is one sentence.</summary>
public sealed class HistoryFormatException : Exception
{
    /// <param name="line">The line that is wrong; the first is 1.</param>
    /// <param name="message">What is wrong with it.</param>
    public HistoryFormatException(int line, string message)
        : base(message) => Line = line;

    /// <summary>The line that is wrong; the first is 1.</summary>
    public int Line { get; }
}
