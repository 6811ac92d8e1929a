namespace Akka.Consensus.Checkers;

/// <summary>
/// One operation of a history: what a process asked and was answered, and when. An operation whose outcome nobody knows returns
/// at <see cref="Operation.Never"/>: it may take effect at any time after its call, or not at all. An operation that is known to
/// have failed has no place in a history, because it did not happen.
/// </summary>
/// <param name="Process">Who called. Only the sequential and the causal checker care; a model sees <paramref name="Content"/> alone.</param>
/// <param name="Content">The request and its answer.</param>
/// <param name="Call">When it was called, in any unit that grows: nanoseconds, or the line of a log.</param>
/// <param name="Return">
/// When it returned, not before <paramref name="Call"/>. Two operations are concurrent unless one returned before the other was called; one
/// that returned at the very time at which the other was called is concurrent with it.
/// </param>
public readonly record struct Operation<TOp>(int Process, TOp Content, long Call, long Return)
{
    /// <summary>Whether its outcome is known.</summary>
    public bool IsComplete => Return != Operation.Never;
}

/// <summary>Times of operations.</summary>
public static class Operation
{
    /// <summary>When an operation of unknown outcome returns.</summary>
    public const long Never = long.MaxValue;
}
