using System.Globalization;

namespace Akka.Consensus.Cli;

/// <summary>A process and everything it started: a shell that is ended leaves its own children running.</summary>
internal static class ProcessTree
{
    public static void Signal(int root, int signal)
    {
        foreach (var pid in Of(root))
            Signals.Send(pid, signal);
    }

    private static List<int> Of(int root)
    {
        var children = Parents().ToLookup(entry => entry.Parent, entry => entry.Pid);
        var tree = new List<int> { root };
        for (var i = 0; i < tree.Count; i++)
            tree.AddRange(children[tree[i]]);

        return tree;
    }

    // Where there is no /proc, the process alone is all that is known.
    private static IEnumerable<(int Pid, int Parent)> Parents() => !Directory.Exists("/proc/self")
        ? []
        : from folder in Directory.EnumerateDirectories("/proc")
          let pid = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
          where pid > 0
          let parent = ParentOf(folder)
          where parent > 0
          select (pid, parent);

    private static int ParentOf(string folder)
    {
        try
        {
            // pid (name) state parent ...; the name may hold anything, so the last bracket counts
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it ended meanwhile
        }
    }
}
