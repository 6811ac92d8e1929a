using Akka.Actor;
using Akka.Configuration;

namespace Akka.Consensus.Cli;

/// <summary>A node's settings: from the command line, the configuration files, and the local cluster as the last resort.</summary>
internal sealed record NodeSettings(string Id, string Folder, Config Config)
{
    public const string ConfigFileName = "node.conf";

    private const string DataKey = "akka.consensus.data-dir";
    private const string RolesKey = "akka.cluster.roles";
    private const string SeedsKey = "akka.cluster.seed-nodes";
    private static readonly string[] Needed =
        ["akka.remote.dot-netty.tcp.hostname", "akka.remote.dot-netty.tcp.port", SeedsKey, "akka.consensus.members"];

    public static NodeSettings Load(string id, IReadOnlyList<string> files, string? data)
    {
        var given = files.Select(HoconFiles.Read).Aggregate(Config.Empty, (below, above) => above.WithFallback(below));
        var folder = Path.GetFullPath(data ?? given.GetString(DataKey) ?? Path.Combine(LocalCluster.UsualFolder, id));
        var own = Path.Combine(folder, ConfigFileName);
        if (files.Count == 0 && File.Exists(own))
            given = HoconFiles.Read(own);

        var below = given.WithFallback(HoconFiles.Node()).WithFallback(LocalDefaults(id));
        foreach (var key in Needed)
        {
            if (!below.HasPath(key))
            {
                throw new CliException(
                    $"node {id}: {key} is not set, and only node-1 to node-3 have defaults; give --config FILE.", ExitCodes.Usage);
            }
        }

        var config = Own(id, folder, below).WithFallback(below);
        ConsensusSettings.Create(config.WithFallback(Consensus.DefaultConfig())); // a mistake shows before anything is started
        PlaintextListening.Refuse(config);
        return new NodeSettings(id, folder, config);
    }

    private static Config LocalDefaults(string id) =>
        LocalCluster.Default.Nodes.FirstOrDefault(node => node.Id == id) is { } node
            ? ConfigurationFactory.ParseString(LocalCluster.Default.ConfigurationOf(node))
            : Config.Empty;

    // The roles tell the other nodes which id runs at this node's address. The node itself is taken out of the seeds, for a node that is
    // the first of them forms a cluster of its own whenever it hears no other: see ClusterFormation.
    private static Config Own(string id, string folder, Config below)
    {
        var roles = below.GetStringList(RolesKey).Concat(["consensus", $"consensus-node.{id}"]).Distinct();
        var tcp = below.GetConfig("akka.remote.dot-netty.tcp");
        var self = new Address("akka.tcp", LocalCluster.SystemName, tcp.GetString("hostname"), tcp.GetInt("port")).ToString();
        var seeds = below.GetStringList(SeedsKey).Where(seed => seed != self);
        return ConfigurationFactory.ParseString($"""
            akka.consensus.node-id = {Quoted(id)}
            {DataKey} = {Quoted(folder)}
            {RolesKey} = [{string.Join(", ", roles.Select(Quoted))}]
            {SeedsKey} = [{string.Join(", ", seeds.Select(Quoted))}]
            """);
    }

    private static string Quoted(string text) =>
        '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';
}
