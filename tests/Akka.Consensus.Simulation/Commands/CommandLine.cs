using System.CommandLine;
using System.CommandLine.Invocation;

namespace Akka.Consensus.Simulation.Commands;

/// <summary>Runs the command line. What is wrong with it is said in one line.</summary>
public static class CommandLine
{
    /// <summary>The exit code of a command that was called wrongly.</summary>
    public const int Usage = 64;

    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var parsed = CommandTree.Build().Parse(arguments);
        if (parsed.Action is not ParseErrorAction)
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error });
        error.WriteLine(parsed.UnmatchedTokens is [var unknown, ..] ? $"unknown command or option '{unknown}'" : parsed.Errors[0].Message);
        return Usage;
    }
}
