using Akka.Actor;
using Akka.Cluster;
using Akka.Consensus.Core;

namespace Akka.Consensus.Actors;

/// <summary>
/// <c>/system/consensus</c>: keeps the table of the voters' addresses by the cluster's membership, and has the group as a child on a voter.
/// A system actor, so it lives until after the cluster has been left.
/// </summary>
internal sealed class Guardian : UntypedActor, IWithTimers
{
    private static readonly TimeSpan SeekInterval = TimeSpan.FromMilliseconds(500);

    private readonly Consensus _consensus;
    private readonly Cluster.Cluster _cluster = Cluster.Cluster.Get(Context.System);
    private readonly IActorRef _group = ActorRefs.Nobody;

    public Guardian(Consensus consensus, bool isVoter)
    {
        _consensus = consensus;
        if (!isVoter)
            return;
        consensus.Peers.Note(consensus.Settings.NodeId, _cluster.SelfAddress);
        _group = Context.ActorOf(Props.Create(() => new Group(consensus)), consensus.Settings.Group);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
        if (!_group.IsNobody())
            Timers.StartPeriodicTimer(Seek.Instance, Seek.Instance, SeekInterval);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.UnreachableMember unreachable:
                Suspect(unreachable.Member);
                break;
            case ClusterEvent.MemberRemoved removed:
                NoteMembership(removed.Member);
                Suspect(removed.Member);
                break;
            case ClusterEvent.ReachableMember reachable:
                Note(reachable.Member);
                break;
            case ClusterEvent.IMemberEvent member:
                Note(member.Member);
                break;
            case Seek:
                SeekVoters();
                break;
            case Leave:
                _group.Forward(message);
                break;
            case StopVoting:
                Context.Stop(_group);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Note(Member member)
    {
        if (Voter(member) is { } node)
            _consensus.Peers.Note(node, member.Address);
        NoteMembership(member);
    }

    private void NoteMembership(Member member)
    {
        if (Voter(member) is { } node)
            _consensus.Peers.NoteMembership(node, member.Status == MemberStatus.Up);
    }

    /// <summary>The cluster's failure detector brings the suspicion forward; it decides nothing.</summary>
    private void Suspect(Member member)
    {
        if (Voter(member) is { } node)
            _group.Tell(new Suspected(node));
    }

    private NodeId? Voter(Member member) => _consensus.Settings.VoterWith(member.Roles);

    /// <summary>
    /// Asks the seed nodes, while a voter's address is not known: voters must find one another even if membership cannot form, as when
    /// too many members are gone for a new one to be let in. Whoever answers is known from then on.
    /// </summary>
    private void SeekVoters()
    {
        var settings = _consensus.Settings;
        if (settings.Members.All(m => _consensus.Peers.Find(m) is not null))
            return;
        foreach (var seed in _cluster.Settings.SeedNodes.Where(s => s != _cluster.SelfAddress))
            _group.Tell(new Greeting(seed));
    }

    private sealed class Seek
    {
        public static Seek Instance { get; } = new();
    }

    /// <summary>This node's memory cannot be trusted: its roles must not run on.</summary>
    public sealed class StopVoting
    {
        public static StopVoting Instance { get; } = new();
    }
}

/// <summary>Some voter may live at this address: let it know of this node.</summary>
internal sealed record Greeting(Akka.Actor.Address Seed);

/// <summary>The cluster's failure detector does not hear a voter.</summary>
internal sealed record Suspected(NodeId Node);
