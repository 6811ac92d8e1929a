using System.Diagnostics;

namespace Akka.Consensus.Cli;

/// <summary>A node as a process of its own, whose output goes to its <c>node.log</c>.</summary>
internal sealed class NodeProcess : IDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    private NodeProcess(LocalNode node, Process process)
    {
        Node = node;
        _process = process;
        Ended = EndAsync();
    }

    public LocalNode Node { get; }

    public int Pid => _process.Id;

    /// <summary>Completes with the exit code when the process has ended.</summary>
    public Task<int> Ended { get; }

    // A shell opens the log and becomes the node: the node writes there itself, also what the runtime says when it crashes, and goes on
    // writing when this process is gone.
    public static NodeProcess Start(LocalNode node, string command)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            UseShellExecute = false,
            ArgumentList = { "-c", "log=$1; shift; exec \"$@\" </dev/null >>\"$log\" 2>&1", "sh", node.LogFile },
        };
        foreach (var part in Self.Command(command, "--id", node.Id, "--data", node.Folder))
            start.ArgumentList.Add(part);

        return new NodeProcess(node, Process.Start(start)!);
    }

    /// <summary>SIGKILL: the node gets no chance to do anything.</summary>
    public void Kill() => _process.Kill();

    public async Task StopAsync()
    {
        if (Ended.IsCompleted)
            return;

        Signals.Send(Pid, Signals.Terminate);
        if (await Task.WhenAny(Ended, Task.Delay(StopPatience)) != Ended)
            Kill();

        await Ended;
    }

    public void Dispose() => _process.Dispose();

    private async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        return _process.ExitCode;
    }
}
