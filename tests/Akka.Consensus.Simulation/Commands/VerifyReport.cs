using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Simulation.Commands;

/// <summary><c>verify</c>: each seed in two processes, which hash strings each in its own way; every trace must be the same in both.</summary>
public sealed class VerifyReport(TextWriter output, CancellationToken cancelled)
{
    public int Verify(ulong from, ulong seeds)
    {
        using var first = Start(from, seeds);
        using var second = Start(from, seeds);
        var same = Compare(first.StandardOutput, second.StandardOutput, seeds);
        Stop(first);
        Stop(second);
        output.Line($"{same:N0} of {seeds:N0} seeds gave the same trace in two processes");
        if (cancelled.IsCancellationRequested)
            return ExitCodes.Interrupted;
        return same == seeds ? ExitCodes.Fine : ExitCodes.Wrong;
    }

    /// <summary>Compares what two processes print, line by line, as it comes.</summary>
    /// <returns>How many lines both have printed, and alike.</returns>
    public ulong Compare(TextReader first, TextReader second, ulong lines)
    {
        var progress = new Progress();
        var same = 0UL;
        for (var compared = 1UL; compared <= lines && !cancelled.IsCancellationRequested; compared++)
        {
            var (one, other) = (first.ReadLine(), second.ReadLine());
            if (one == other && one is not null)
                same++;
            else
                output.Line($"DIFFERENT: '{one ?? "nothing"}' and '{other ?? "nothing"}'");
            if (one is null || other is null)
                break;
            var done = compared;
            progress.Say(() => $"{done:N0} of {lines:N0} seeds");
        }

        return same;
    }

    /// <summary>What each of the processes does: a line for each seed, with its number and the hash of its trace.</summary>
    public static int PrintHashes(CampaignOptions options, TextWriter output, CancellationToken cancelled)
    {
        var campaign = new Campaign(options, cancelled) { Told = (run, _) => output.Line($"{run.Seed} {run.Hash:x16}") };
        campaign.Run();
        return ExitCodes.Fine;
    }

    private static Process Start(ulong from, ulong seeds)
    {
        var start = new ProcessStartInfo(Host()) { RedirectStandardOutput = true };
        start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        string[] arguments = ["hashes", "--from", Text(from), "--seeds", Text(seeds), "--parallel", Text((ulong)Math.Max(1, Environment.ProcessorCount / 2))];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>The program that runs this assembly: the one that runs it now, where that is dotnet itself.</summary>
    private static string Host()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host)
            return host;
        return Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet" ? Environment.ProcessPath! : "dotnet";
    }

    private static void Stop(Process process)
    {
        if (!process.HasExited)
            process.Kill();
        process.WaitForExit();
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
