using Akka.Consensus.Client;

namespace Akka.Consensus.Cli;

/// <summary>Turns whatever ended a command into one line on stderr and an exit code.</summary>
internal static class Failures
{
    public static int Report(Exception failure)
    {
        Warn(failure.Message);
        return failure switch
        {
            CliException foreseen => foreseen.ExitCode,
            ConsensusConfigurationException => ExitCodes.Usage,
            ConsensusUnavailableException or ConsensusOverloadedException => ExitCodes.Unavailable,
            _ => ExitCodes.Failure,
        };
    }

    public static void Warn(string message) => Console.Error.WriteLine($"akka-consensus: {FirstLine(message)}");

    private static string FirstLine(string text) => text.AsSpan().Trim().ToString().Split('\n', 2)[0].TrimEnd();
}
