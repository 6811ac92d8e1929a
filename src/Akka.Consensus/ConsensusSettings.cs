using System.Collections.Immutable;
using Akka.Configuration;
using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Journal;

namespace Akka.Consensus;

/// <summary>The configuration below <c>akka.consensus</c> cannot be used. The message says which key, and what to write there.</summary>
public sealed class ConsensusConfigurationException(string message) : Exception(message);

/// <summary>What is configured below <c>akka.consensus</c>. Immutable.</summary>
public sealed class ConsensusSettings
{
    private const string RolePrefix = "consensus-node.";

    private ConsensusSettings(Config config)
    {
        Group = Required(config, "group");
        NodeId = new NodeId(config.GetString("node-id", ""));
        Members = [.. config.GetStringList("members", []).Select(m => new NodeId(m))];
        Role = Required(config, "role");
        DataDirectory = Required(config, "data-dir");
        Journal = JournalSettings.Create(config);
        HeartbeatInterval = Positive(config, "heartbeat-interval");
        HandOverTimeout = Positive(config, "hand-over-timeout");
        MaxBacklog = AtLeastOne(config, "max-backlog");
        PublishEvents = Read("publish-events", () => config.GetBoolean("publish-events"));
        MinBackoff = Positive(config, "restart.min-backoff");
        MaxBackoff = Positive(config, "restart.max-backoff");
        Limits = new GroupSettings
        {
            ElectionTimeout = Positive(config, "election-timeout"),
            MaxBatchBytes = Bytes(config, "max-batch-bytes"),
            MaxInFlightBytes = Bytes(config, "max-in-flight-bytes"),
            MaxPendingEntries = AtLeastOne(config, "max-pending"),
            MaxPendingBytes = Bytes(config, "max-pending-bytes"),
            MaxQuestions = AtLeastOne(config, "max-questions"),
            SnapshotInterval = AtLeastOne(config, "snapshot-interval"),
            TailEntries = config.GetInt("log-tail"),
            TrimInterval = AtLeastOne(config, "trim-interval"),
        };
        var client = config.GetConfig("client");
        ContactPoints = [.. client.GetStringList("contact-points", [])];
        RequestTimeout = Positive(client, "request-timeout");
        LeaveTimeout = Positive(client, "leave-timeout");
        ObserveInterval = Positive(client, "observe-interval");
        ClientTick = Positive(client, "tick-interval");
        Client = new ClientSettings
        {
            SessionTimeToLive = Positive(client, "session-ttl"),
            ClockDrift = client.GetDouble("clock-drift"),
            RetryInterval = Positive(client, "retry-interval"),
            MaxKeepAliveInterval = Positive(client, "max-keep-alive-interval"),
            MinBackoff = Positive(client, "min-backoff"),
            MaxBackoff = Positive(client, "max-backoff"),
            MaxOperations = AtLeastOne(client, "max-operations"),
            MaxQueries = AtLeastOne(client, "max-queries"),
        };
        var transactions = config.GetConfig("transactions");
        Commit = new CommitSettings
        {
            RetryInterval = Positive(transactions, "retry-interval"),
            SuspicionTimeout = Positive(transactions, "suspicion-timeout"),
            MaxActive = AtLeastOne(transactions, "max-active"),
        };
        ParticipantSnapshotInterval = AtLeastOne(transactions, "snapshot-interval");
        Check();
    }

    /// <summary>The name of the replicated log.</summary>
    public string Group { get; }

    /// <summary>This node's id among the voters; empty on a node that does not vote.</summary>
    public NodeId NodeId { get; }

    /// <summary>The voters.</summary>
    public ImmutableArray<NodeId> Members { get; }

    /// <summary>The cluster role of voters.</summary>
    public string Role { get; }

    /// <summary>The folder of this node's journal.</summary>
    public string DataDirectory { get; }

    /// <summary>In which database the journal is.</summary>
    internal JournalSettings Journal { get; }

    /// <summary>The time between two heartbeats.</summary>
    public TimeSpan HeartbeatInterval { get; }

    /// <summary>How long a node that stops waits until another leads in its place.</summary>
    public TimeSpan HandOverTimeout { get; }

    /// <summary>The shortest wait before a role that stopped is started again.</summary>
    public TimeSpan MinBackoff { get; }

    /// <summary>The longest wait before a role that stopped is started again.</summary>
    public TimeSpan MaxBackoff { get; }

    /// <summary>How many messages may wait for a role of this node before those of clients and other nodes are dropped.</summary>
    public int MaxBacklog { get; }

    /// <summary>Whether this node, when it leads, publishes what happens to locks and sessions.</summary>
    public bool PublishEvents { get; }

    /// <summary>The limits of the group.</summary>
    public GroupSettings Limits { get; }

    /// <summary>The times and limits of transactions.</summary>
    public CommitSettings Commit { get; }

    /// <summary>After how many events a participant of transactions takes a snapshot.</summary>
    public int ParticipantSnapshotInterval { get; }

    /// <summary>Nodes through which a process outside the cluster reaches it; empty inside.</summary>
    public ImmutableArray<string> ContactPoints { get; }

    /// <summary>How long a question may take.</summary>
    public TimeSpan RequestTimeout { get; }

    /// <summary>How long a process that stops waits for the cluster to take note that its session is closed.</summary>
    public TimeSpan LeaveTimeout { get; }

    /// <summary>How often those who observe an election look for news.</summary>
    public TimeSpan ObserveInterval { get; }

    /// <summary>How often the client looks at its clock.</summary>
    public TimeSpan ClientTick { get; }

    /// <summary>The times of the client.</summary>
    public ClientSettings Client { get; }

    /// <summary>The cluster role by which the others find the address of a voter.</summary>
    public static string RoleOf(NodeId node) => RolePrefix + node;

    /// <summary>Which voter has these cluster roles; null if none. A node that does not vote need not be told who does: it takes all that say so.</summary>
    internal NodeId? VoterWith(IEnumerable<string> roles)
    {
        foreach (var role in roles)
        {
            if (role.StartsWith(RolePrefix, StringComparison.Ordinal) && new NodeId(role[RolePrefix.Length..]) is var node && MayVote(node))
                return node;
        }

        return null;
    }

    /// <summary>Whether a node is among the voters, as far as this node has been told who they are.</summary>
    internal bool MayVote(NodeId node) => Members.IsEmpty || Members.Contains(node);

    /// <summary>Reads the settings of an ActorSystem whose configuration has the library's defaults as a fallback.</summary>
    /// <exception cref="ConsensusConfigurationException">A key is unknown, or a value cannot be used.</exception>
    public static ConsensusSettings Create(Config system)
    {
        UnknownKeys.Refuse(system.GetConfig("akka.consensus"), Consensus.DefaultConfig().GetConfig("akka.consensus"));
        return new ConsensusSettings(system.GetConfig("akka.consensus"));
    }

    private void Check()
    {
        if (Members.Distinct().Count() != Members.Length)
            throw new ConsensusConfigurationException("akka.consensus.members lists a node twice: every voter has an id of its own");
        if (Limits.ElectionTimeout < HeartbeatInterval * 3)
            throw new ConsensusConfigurationException("akka.consensus.election-timeout must be at least three times heartbeat-interval");
        if (Client.SessionTimeToLive < SessionTable.MinTimeToLive || Client.SessionTimeToLive > SessionTable.MaxTimeToLive)
            throw new ConsensusConfigurationException("akka.consensus.client.session-ttl must lie between 500ms and 1 day");
        if (Limits.TailEntries < 0)
            throw new ConsensusConfigurationException("akka.consensus.log-tail must not be negative");
        if (Client.MaxBackoff < Client.MinBackoff)
            throw new ConsensusConfigurationException("akka.consensus.client.max-backoff must not be shorter than min-backoff");
        if (Client.ClockDrift is < 0 or > 0.25)
            throw new ConsensusConfigurationException("akka.consensus.client.clock-drift must lie between 0 and 0.25");
        foreach (var contact in ContactPoints)
        {
            if (!Akka.Actor.Address.TryParse(contact, out var address) || !address.HasGlobalScope)
            {
                throw new ConsensusConfigurationException(
                    $"akka.consensus.client.contact-points: '{contact}' is not an address; write one such as akka.tcp://consensus@127.0.0.1:4053");
            }
        }
    }

    private static string Required(Config config, string key)
    {
        var value = config.GetString(key, "");
        return value.Length > 0 ? value : throw new ConsensusConfigurationException($"akka.consensus.{key} must not be empty");
    }

    private static TimeSpan Positive(Config config, string key)
    {
        var value = Read(key, () => config.GetTimeSpan(key, null, false));
        return value > TimeSpan.Zero ? value : throw new ConsensusConfigurationException($"akka.consensus: {key} must be longer than nothing");
    }

    private static int AtLeastOne(Config config, string key)
    {
        var value = Read(key, () => config.GetInt(key));
        return value >= 1 ? value : throw new ConsensusConfigurationException($"akka.consensus: {key} must be at least 1");
    }

    private static int Bytes(Config config, string key)
    {
        var value = Read(key, () => config.GetByteSize(key, null)) ?? 0;
        return value is > 0 and <= int.MaxValue
            ? (int)value
            : throw new ConsensusConfigurationException($"akka.consensus.{key} must be a size such as 64k");
    }

    private static T Read<T>(string key, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception unreadable) when (unreadable is FormatException or ConfigurationException)
        {
            throw new ConsensusConfigurationException($"akka.consensus: the value of {key} cannot be read: {unreadable.Message}");
        }
    }
}
