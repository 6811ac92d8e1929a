using System.Diagnostics;
using System.Globalization;

namespace Akka.Consensus.Simulation.Commands;

/// <summary>Exit codes of the commands.</summary>
public static class ExitCodes
{
    public const int Fine = 0;
    public const int Wrong = 1;
    public const int WrongUsage = 64;
    public const int Interrupted = 130;
}

/// <summary>What the reports have in common.</summary>
public static class Output
{
    /// <summary>Writes a line, with numbers as they look everywhere.</summary>
    public static void Line(this TextWriter output, FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Says on the error stream, every few seconds, how far long work is: the report itself stays the same from run to run.</summary>
public sealed class Progress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _said;

    public TimeSpan Elapsed => _watch.Elapsed;

    public void Say(Func<FormattableString> line)
    {
        if (_watch.Elapsed - _said < Interval)
            return;
        _said = _watch.Elapsed;
        Console.Error.Line(line());
    }
}
