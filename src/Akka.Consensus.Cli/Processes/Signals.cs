using System.Runtime.InteropServices;

namespace Akka.Consensus.Cli;

/// <summary>Sends Unix signals, which the framework only receives.</summary>
internal static partial class Signals
{
    public const int Hangup = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>A process that is already gone needs no signal, so the outcome is not told.</summary>
    public static void Send(int pid, int signal) => _ = SendNative(pid, signal);

    /// <summary>The number under which a shell knows the signal.</summary>
    public static int NumberOf(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => Hangup,
        PosixSignal.SIGINT => Interrupt,
        PosixSignal.SIGQUIT => Quit,
        _ => Terminate,
    };

    /// <summary>Whether a terminal sends what is typed there (Ctrl+C, Ctrl+\) to this process, and so to its children too.</summary>
    public static bool InTerminalForeground()
    {
        var group = OwnGroup();
        return Enumerable.Range(0, 3).Any(descriptor => ForegroundGroup(descriptor) == group);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendNative(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int OwnGroup();

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int ForegroundGroup(int descriptor);
}
