namespace Akka.Consensus.Checkers.Histories;

/// <summary>What one line of a recorded history says, in Jepsen's terms.</summary>
public enum EventType
{
    /// <summary>A process calls an operation.</summary>
    Invoke,

    /// <summary>It took effect.</summary>
    Ok,

    /// <summary>It did not take effect and never will.</summary>
    Fail,

    /// <summary>Nobody knows; it may still take effect.</summary>
    Info,
}

/// <summary>One line of a recorded history.</summary>
/// <param name="Line">The first is 1. The order of lines is the order of events; times are not used.</param>
/// <param name="Process">Who calls; has one operation at a time.</param>
/// <param name="Type">What happens.</param>
/// <param name="F">The name of the operation, such as <c>read</c>.</param>
/// <param name="Key">The object; null if the line names none.</param>
/// <param name="Value">The argument or the answer; null if the line has none, which is not the same as nil.</param>
public sealed record HistoryEvent(int Line, string Process, EventType Type, string F, Datum? Key, Datum? Value);

/// <summary>What a text holds.</summary>
/// <param name="Events">In the order of lines.</param>
/// <param name="Lines">How many lines there are, blank ones and those that are no events too.</param>
/// <param name="TimesBackwards">How many lines have a time before that of the line above.</param>
public sealed record HistoryText(IReadOnlyList<HistoryEvent> Events, int Lines, int TimesBackwards);
