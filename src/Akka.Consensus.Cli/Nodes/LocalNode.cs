using System.Globalization;
using Akka.Actor;

namespace Akka.Consensus.Cli;

/// <summary>One node of a local cluster: its id, its port, and the folder that holds all it has.</summary>
internal sealed record LocalNode(string Id, int Port, string Folder)
{
    public Address Address { get; } = new("akka.tcp", LocalCluster.SystemName, LocalCluster.Host, Port);

    public string LogFile => Path.Combine(Folder, "node.log");

    public string ConfigFile => Path.Combine(Folder, NodeSettings.ConfigFileName);

    /// <summary>What a person types to start this node again.</summary>
    public string StartCommand => $"akka-consensus node --id {Id} --data {Path.GetRelativePath(Environment.CurrentDirectory, Folder)}";

    /// <summary>The last line that the node logged: mostly why it ended.</summary>
    public string LastLogLine()
    {
        const int Enough = 4096;
        using var log = new FileStream(LogFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        log.Seek(-Math.Min(Enough, log.Length), SeekOrigin.End);
        using var reader = new StreamReader(log);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault()
            ?? "it logged nothing";
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id} {Address}");
}
