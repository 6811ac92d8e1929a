using System.ComponentModel;
using System.Diagnostics;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>The command that runs while the lock is held: started with the token, ended when the lock is lost.</summary>
internal static class GuardedCommand
{
    private const int NoSuchFile = 2;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <returns>The command's exit code; says nothing when the lock was lost.</returns>
    public static async Task<int> RunAsync(string program, IReadOnlyList<string> arguments, LockHandle held, SignalRelay relay)
    {
        using var child = Start(program, arguments, held);
        relay.Attach(child.Id);
        var exited = child.WaitForExitAsync(CancellationToken.None);
        var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (held.Lost.Register(lost.SetResult))
        {
            if (await Task.WhenAny(exited, lost.Task) != exited)
                await EndAsync(child, exited);
        }

        relay.Detach();
        return child.ExitCode;
    }

    private static async Task EndAsync(Process child, Task exited)
    {
        // All of them are waited for: a shell that obeys may leave behind what does not, and that would work on without the lock.
        var all = ProcessTree.Of(child.Id);
        ProcessTree.Signal(all, Signals.Terminate);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Grace && all.Any(process => process.Runs))
            await Task.Delay(Pause);

        ProcessTree.Signal(all, Signals.Kill);
        await exited;
    }

    private static Process Start(string program, IReadOnlyList<string> arguments, LockHandle held)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false };
        start.Environment["AKKA_CONSENSUS_TOKEN"] = held.Token.ToString();
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            // "No such file" for a file that was found: the interpreter in its first line is missing.
            throw failure.NativeErrorCode == NoSuchFile ? Executable.NotFound(program) : Executable.NotExecutable(program);
        }
    }
}
