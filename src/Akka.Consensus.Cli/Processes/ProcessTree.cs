using System.Globalization;

namespace Akka.Consensus.Cli;

/// <summary>A process, told by its start time from a later one with the same number.</summary>
internal readonly record struct ProcessMark(int Pid, int Parent, long StartedAt)
{
    /// <summary>Whether it still runs; one that has ended and is not waited for yet does not.</summary>
    public bool Runs => ProcessTree.Read(Pid) is { } now && now.StartedAt == StartedAt;
}

/// <summary>A process and everything it started: a shell that is ended leaves its own children running.</summary>
internal static class ProcessTree
{
    // Fields of /proc/PID/stat after the name, see proc(5).
    private const int State = 0;
    private const int Parent = 1;
    private const int StartTime = 19;

    /// <summary>The process and its descendants, as they are now. Where there is no /proc, the process alone is all that is known.</summary>
    public static IReadOnlyList<ProcessMark> Of(int root)
    {
        var known = All().ToList();
        var children = known.ToLookup(process => process.Parent);
        var tree = known.Where(process => process.Pid == root).ToList();
        if (tree.Count == 0)
            tree.Add(new ProcessMark(root, 0, 0));
        for (var i = 0; i < tree.Count; i++)
            tree.AddRange(children[tree[i].Pid]);

        return tree;
    }

    /// <summary>Sends a signal to those that still run.</summary>
    public static void Signal(IEnumerable<ProcessMark> processes, int signal)
    {
        foreach (var process in processes)
        {
            if (process.StartedAt == 0 || process.Runs)
                Signals.Send(process.Pid, signal);
        }
    }

    /// <summary>What the system says of a process; null if it has ended.</summary>
    public static ProcessMark? Read(int pid)
    {
        try
        {
            // pid (name) state parent ...; the name may hold anything, so the last bracket counts
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields[State] == "Z"
                ? null
                : new ProcessMark(pid, int.Parse(fields[Parent], CultureInfo.InvariantCulture),
                    long.Parse(fields[StartTime], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null; // it ended meanwhile
        }
    }

    private static IEnumerable<ProcessMark> All() => !Directory.Exists("/proc/self")
        ? []
        : Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0)
            .Select(Read)
            .OfType<ProcessMark>();
}
