using System.Text;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>
/// A golden trace: prose in lines that begin with #, and between them commands, a line <c>----</c>, and all that comes of the commands,
/// up to the next empty line.
/// </summary>
internal static class TraceFile
{
    private const string Separator = "----";

    /// <summary>Carries out a trace from its beginning.</summary>
    /// <returns>The file as it should be: its prose and its commands, with what came of them.</returns>
    /// <exception cref="TraceException">A command is wrong; the message says in which line.</exception>
    public static string Replay(string text)
    {
        var interpreter = new TraceInterpreter();
        var replayed = new StringBuilder();
        var commands = new List<string>();
        var isOutput = false;
        var number = 0;
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            number++;
            isOutput &= line.Length > 0;
            if (isOutput)
                continue;
            replayed.Append(line).Append('\n');
            if (line == Separator)
            {
                Run(interpreter, commands, number, replayed);
                commands.Clear();
                isOutput = true;
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                commands.Add(line);
            }
        }

        return commands.Count == 0
            ? replayed.ToString()
            : throw new TraceException($"line {number}: {Separator} is missing after the command");
    }

    private static void Run(TraceInterpreter interpreter, List<string> commands, int number, StringBuilder replayed)
    {
        try
        {
            foreach (var line in interpreter.Run(commands))
                replayed.Append(line).Append('\n');
        }
        catch (TraceException e)
        {
            throw new TraceException($"before line {number}: {e.Message}");
        }
    }
}
