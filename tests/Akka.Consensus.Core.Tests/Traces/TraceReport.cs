using System.Globalization;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>The output of one command: aligned lines of who did what, with the time where it has moved on.</summary>
internal sealed class TraceReport
{
    private const int TimeWidth = 7;
    private const int WhoWidth = 7;

    private readonly List<string> _lines = [];
    private TimeSpan _shown;
    private (string Who, string What)? _cause;

    /// <summary>The time on every clock of the trace.</summary>
    public TimeSpan Now { get; set; }

    /// <summary>Whether only notes are wanted: what became of things, not how.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>A message that is not shown for its own sake arrives. If anything comes of it, it is shown as the cause.</summary>
    public void Because(string who, string what) => _cause = (who, what);

    /// <summary>What came of the message is another one: that is told, and so the cause is.</summary>
    public void TellCause()
    {
        if (_cause is { } cause && !IsQuiet)
            Add(cause.Who, cause.What);
        _cause = null;
    }

    /// <summary>The message has been dealt with.</summary>
    public void EndCause() => _cause = null;

    /// <summary>A step on the way: a message, a write, an entry applied.</summary>
    public void Detail(string who, string what)
    {
        if (!IsQuiet)
            Note(who, what);
    }

    /// <summary>Something that matters to whoever wants only the outcome.</summary>
    public void Note(string who, string what)
    {
        TellCause();
        Add(who, what);
    }

    /// <summary>A line of a table, which has columns of its own.</summary>
    public void Row(string row) => _lines.Add(row.TrimEnd());

    /// <summary>Takes the lines out.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = _lines.ToList();
        _lines.Clear();
        return taken;
    }

    private void Add(string who, string what)
    {
        var time = Now == _shown ? "" : Seconds(Now);
        _shown = Now;
        _lines.Add(time.PadRight(TimeWidth) + who.PadRight(WhoWidth) + what);
    }

    /// <summary>A time as traces show it.</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.00's'", CultureInfo.InvariantCulture);
}
