using System.CommandLine;
using System.CommandLine.Invocation;

namespace Akka.Consensus.Cli;

internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var parsed = CommandTree.Build().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            // What it does not know says more than what it misses because of that.
            var error = parsed.UnmatchedTokens is [var unknown, ..] ? $"unknown command or option '{unknown}'." : parsed.Errors[0].Message;
            Failures.Warn($"{error} See {CommandTree.PathOf(parsed.CommandResult)} --help.");
            return ExitCodes.Usage;
        }

        try
        {
            // Every command that runs for long handles the signals itself, and says itself what its end means.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
#pragma warning disable CA1031 // the last handler: a person gets one line, whatever it was
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Failures.Report(failure);
        }
    }
}
