using System.Diagnostics;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>What a process said, and how it ended.</summary>
public sealed record Ended(int ExitCode, string Output, string Error)
{
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}

/// <summary>The command line tool, run as a user runs it: the built executable, in a process of its own.</summary>
public static class Tool
{
    /// <summary>Far longer than anything here takes; a test that hangs ends with this.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static string Executable { get; } = Find();

    /// <summary>Starts the tool; its output is read to the end by <see cref="EndAsync"/>.</summary>
    public static Process Start(IEnumerable<string> arguments, string? folder = null, string? contacts = null) =>
        Start(Executable, arguments, folder, contacts);

    /// <summary>Starts any program.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, string? folder = null, string? contacts = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        if (contacts is not null)
            start.Environment["AKKA_CONSENSUS_CONTACT"] = contacts;
        return Process.Start(start)!;
    }

    /// <summary>Runs the tool to its end.</summary>
    public static async Task<Ended> RunAsync(IEnumerable<string> arguments, string? folder = null, string? contacts = null) =>
        await EndAsync(Start(arguments, folder, contacts));

    /// <summary>Waits for a process to end.</summary>
    public static async Task<Ended> EndAsync(Process process)
    {
        using var ended = process;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return new Ended(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)} did not end: "
                + $"{await output} {await error}");
        }
    }

    /// <summary>Sends a signal as a shell does.</summary>
    public static void Signal(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        kill.WaitForExit();
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = folder.FullName.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? "Release"
            : "Debug";
        while (!File.Exists(Path.Combine(folder.FullName, "Akka.Consensus.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests run within the repository");
        return Path.Combine(folder.FullName, "src", "Akka.Consensus.Cli", "bin", configuration, "net10.0", "akka-consensus");
    }
}
