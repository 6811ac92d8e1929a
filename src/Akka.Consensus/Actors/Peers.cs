using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Sessions;
using NodeAddress = Akka.Actor.Address;

namespace Akka.Consensus.Actors;

/// <summary>
/// Where the voters are. The cluster's membership tells, and so does every message of a voter: the log goes on while gossip has not
/// converged, and a voter is not forgotten because the cluster thinks it gone. Thread-safe.
/// </summary>
internal sealed class Peers(ExtendedActorSystem system, ConsensusSettings settings)
{
    // A few for each voter; more come about only if voters move from address to address.
    private const int MaxReferences = 1024;

    private readonly ConcurrentDictionary<NodeId, NodeAddress> _addresses = new();

    // Who has been let in, and whether it is known to know that itself.
    private readonly ConcurrentDictionary<NodeId, bool> _members = new();
    private readonly ConcurrentDictionary<(NodeAddress, Role), IActorRef> _references = new();
    private int _next;

    /// <summary>Takes note of where a voter is.</summary>
    public void Note(NodeId node, NodeAddress address)
    {
        if (address.HasGlobalScope && settings.MayVote(node))
            _addresses[node] = address;
    }

    /// <summary>Takes note of whether the cluster has let a voter in.</summary>
    public void NoteMembership(NodeId node, bool isMember)
    {
        if (isMember)
            _members.TryAdd(node, false);
        else
            _members.TryRemove(node, out _);
    }

    /// <summary>Adds what a core does not know of a voter.</summary>
    public VoterStatus Describe(VoterStatus voter) =>
        voter with { Location = Find(voter.Node)?.ToString(), IsMember = IsMember(voter.Node) };

    /// <summary>The address of a voter; null if it has not been heard of.</summary>
    public NodeAddress? Find(NodeId node) => _addresses.TryGetValue(node, out var address) ? address : null;

    /// <summary>
    /// The actor of a role on a voter, by its path alone: whichever incarnation lives there now. Null if the voter has not been heard of.
    /// </summary>
    public IActorRef? Find(NodeId node, Role role)
    {
        return _addresses.TryGetValue(node, out var address) ? At(address, role) : null;
    }

    /// <summary>The actor of a role on whichever node lives at an address.</summary>
    /// <remarks>A reference to a remote actor is good for ever; one to an actor of this system, only if that has been started.</remarks>
    public IActorRef At(NodeAddress address, Role role)
    {
        if (address == system.Provider.DefaultAddress)
            return Resolve((address, role));
        if (_references.TryGetValue((address, role), out var known))
            return known;
        if (_references.Count >= MaxReferences)
            _references.Clear();
        return _references.GetOrAdd((address, role), Resolve);
    }

    /// <summary>The voters that have been heard of, in the order of their ids.</summary>
    public ImmutableArray<NodeId> Known => [.. _addresses.Keys.Order()];

    /// <summary>A participant, by the path of its actor; null if that is no path.</summary>
    /// <remarks>Of a text the provider would remember what it found: an actor of this process that has been started anew since would not be found again.</remarks>
    public IActorRef? Participant(string path) => ActorPath.TryParse(path, out var parsed) ? system.Provider.ResolveActorRef(parsed) : null;

    /// <summary>A role of some voter, a different one each time; null if none has been heard of.</summary>
    public IActorRef? Any(Role role)
    {
        var nodes = _addresses.Keys.Order().ToList();
        return nodes.Count == 0 ? null : Find(nodes[(Interlocked.Increment(ref _next) & int.MaxValue) % nodes.Count], role);
    }

    /// <summary>The path of a role below any node's address.</summary>
    public static string PathOf(string group, Role role) => $"/system/consensus/{group}/{NameOf(role)}";

    /// <summary>The name of a role's actor.</summary>
    public static string NameOf(Role role) => role switch
    {
        Role.Acceptor => "acceptor",
        Role.Proposer => "proposer",
        Role.Learner => "learner",
        Role.RegisterAcceptor => "register-acceptor",
        Role.RegisterProposer => "register-proposer",
        Role.RegisterLearner => "register-learner",
        Role.CommitAcceptor => "commit-acceptor",
        Role.Coordinator => "coordinator",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    /// <summary>
    /// Whether the cluster has let a voter in, and gossip has told it so: before that, the loss of whoever let it in would leave it outside for a while,
    /// and clients with it.
    /// </summary>
    private bool IsMember(NodeId node)
    {
        if (!_members.TryGetValue(node, out var knows))
            return false;
        if (knows || Find(node) is not { } address || !Akka.Cluster.Cluster.Get(system).State.SeenBy.Contains(address))
            return knows;
        _members.TryUpdate(node, newValue: true, comparisonValue: false);
        return true;
    }

    private IActorRef Resolve((NodeAddress Address, Role Role) key) => system.Provider.ResolveActorRef(PathOf(key.Address, key.Role));

    private string PathOf(NodeAddress address, Role role) => address + PathOf(settings.Group, role);
}
