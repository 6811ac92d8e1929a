namespace Akka.Consensus.Cli;

/// <summary>An end that was foreseen: one line that says what was wrong and what to do about it, and the exit code for it.</summary>
internal sealed class CliException(string message, int exitCode = ExitCodes.Failure) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
