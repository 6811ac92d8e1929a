namespace Akka.Consensus.Hosting;

/// <summary>What an application says of its node. A property that is null leaves what HOCON says, below <c>akka.consensus</c>.</summary>
public sealed class ConsensusOptions
{
    /// <summary>The name of the replicated log, the same on every node.</summary>
    public string? Group { get; set; }

    /// <summary>This node's id among the members. With one the node votes: it gets the cluster roles that a voter needs.</summary>
    public string? NodeId { get; set; }

    /// <summary>The ids of the voters, an odd number, the same on every voter.</summary>
    public IReadOnlyList<string>? Members { get; set; }

    /// <summary>The folder of this voter's journal: its own, on a local disk.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>How long the cluster keeps this process's locks after it last heard from it: 500 ms to a day.</summary>
    public TimeSpan? SessionTimeToLive { get; set; }

    /// <summary>How long a leader may be silent before another takes over: at least three times <c>heartbeat-interval</c>.</summary>
    public TimeSpan? ElectionTimeout { get; set; }

    /// <summary>Some nodes of the cluster, such as <c>akka.tcp://shop@10.0.0.1:4053</c>, for a process that is not a member of it.</summary>
    public IReadOnlyList<string>? ContactPoints { get; set; }

    internal Hocon ToHocon() => new Hocon("akka.consensus")
        .Add("group", Group)
        .Add("node-id", NodeId)
        .Add("members", Members)
        .Add("data-dir", DataDirectory)
        .Add("client.session-ttl", SessionTimeToLive)
        .Add("election-timeout", ElectionTimeout)
        .Add("client.contact-points", ContactPoints);
}
