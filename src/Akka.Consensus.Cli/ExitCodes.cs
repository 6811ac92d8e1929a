namespace Akka.Consensus.Cli;

/// <summary>What a process that ended says to the script that ran it.</summary>
internal static class ExitCodes
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int Usage = 64;
    public const int NotAcquired = 73;
    public const int Lost = 74;
    public const int Unavailable = 75;
    public const int NotExecutable = 126;
    public const int NotFound = 127;

    /// <summary>The code of a process that a signal ended, as shells write it.</summary>
    public static int OfSignal(int signal) => 128 + signal;
}
