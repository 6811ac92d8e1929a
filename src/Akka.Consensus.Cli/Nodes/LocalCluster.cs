using Akka.Actor;

namespace Akka.Consensus.Cli;

/// <summary>A cluster on this machine: node-1 on the base port, node-2 on the next, and so on, each with a folder of its own.</summary>
internal sealed class LocalCluster
{
    public const string SystemName = "consensus";
    public const string Host = "127.0.0.1";
    public const int UsualNodes = 3;
    public const int UsualBasePort = 4053;
    public const string UsualFolder = "akka-consensus-data";
    private const int Attempts = 100;

    public LocalCluster(string folder, int nodes, int basePort)
    {
        Folder = Path.GetFullPath(folder);
        Nodes = [.. Enumerable.Range(1, nodes).Select(n => Node($"node-{n}", basePort + n - 1))];
    }

    /// <summary>What <c>up</c> starts when nothing else is said, and what nodes and clients take for their cluster then.</summary>
    public static LocalCluster Default { get; } = new(UsualFolder, UsualNodes, UsualBasePort);

    /// <summary>A cluster on ports that nobody uses: below those that systems give out by themselves, so that no connection of ours or another's takes one meanwhile.</summary>
    public static LocalCluster OnFreePorts(string folder, int nodes)
    {
        var found = Enumerable.Range(0, Attempts)
            .Select(_ => new LocalCluster(folder, nodes, Random.Shared.Next(20_000, 30_000)))
            .FirstOrDefault(LocalClusterChecks.PortsAreFree)
            ?? throw new CliException("no free ports found; give some with --base-port.");
        LocalClusterChecks.Require(found);
        return found;
    }

    public string Folder { get; }

    public IReadOnlyList<LocalNode> Nodes { get; }

    public IReadOnlyList<Address> Contacts => [.. Nodes.Select(node => node.Address)];

    /// <summary>The configuration of one of the nodes, as <c>node</c> reads it from the node's folder.</summary>
    public string ConfigurationOf(LocalNode node) => $$"""
        # Written by `akka-consensus up` each time it starts. `akka-consensus node --id {{node.Id}} --data DIR` reads it from DIR.

        akka.remote.dot-netty.tcp.hostname = "{{Host}}"
        akka.remote.dot-netty.tcp.port = {{node.Port}}

        # Who votes. The same on every node, and not to be edited: a cluster that has data keeps the voters it has.
        akka.consensus.members = [{{Join(Nodes.Select(n => n.Id))}}]

        # Whom to ask for the way into the cluster. The same on every node.
        akka.cluster.seed-nodes = [{{Join(Contacts.Select(c => c.ToString()))}}]

        """;

    /// <summary>Makes the folders and writes each node's configuration.</summary>
    public void Write()
    {
        foreach (var node in Nodes)
        {
            Directory.CreateDirectory(node.Folder);
            File.WriteAllText(node.ConfigFile, ConfigurationOf(node));
        }
    }

    private LocalNode Node(string id, int port) => new(id, port, Path.Combine(Folder, id));

    private static string Join(IEnumerable<string> items) => string.Join(", ", items.Select(item => $"\"{item}\""));
}
