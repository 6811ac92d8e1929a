namespace Akka.Consensus.Cli;

/// <summary>What would make the start of a local cluster fail, found before anything is started or written.</summary>
internal static class LocalClusterChecks
{
    public static void Require(LocalCluster cluster)
    {
        RequireSameSize(cluster);
        foreach (var node in cluster.Nodes)
        {
            RequireStopped(node);
            RequireFreePort(node);
        }
    }

    /// <summary>Whether every port is free.</summary>
    public static bool PortsAreFree(LocalCluster cluster) => cluster.Nodes.All(node => Ports.IsFree(node.Port));

    // The voters of a log are fixed when it begins: one more folder would be one that nobody counts, one less a voter that is gone.
    private static void RequireSameSize(LocalCluster cluster)
    {
        var before = Directory.Exists(cluster.Folder)
            ? Directory.EnumerateDirectories(cluster.Folder, "node-*").Count(IsNodeFolder)
            : 0;
        if (before != 0 && before != cluster.Nodes.Count)
        {
            throw new CliException(
                $"{cluster.Folder} holds a cluster of {before} nodes; give --nodes {before}, or another folder with --data.",
                ExitCodes.Usage);
        }
    }

    private static bool IsNodeFolder(string folder) => File.Exists(Path.Combine(folder, NodeSettings.ConfigFileName));

    private static void RequireStopped(LocalNode node)
    {
        if (PidFile.IsHeld(node.Folder, out var pid))
            throw PidFile.AlreadyRuns(node.Id, node.Folder, pid);
    }

    private static void RequireFreePort(LocalNode node)
    {
        if (!Ports.IsFree(node.Port))
            throw new CliException($"port {node.Port} of {node.Id} is in use; give other ports with --base-port.");
    }
}
