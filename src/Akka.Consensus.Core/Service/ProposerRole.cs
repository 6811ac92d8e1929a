using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Service;

/// <summary>
/// The proposer of a node with all that goes with leading: the election, the watch over sessions, and the door for clients.
/// </summary>
public sealed class ProposerRole(NodeId self, Quorum quorum, GroupSettings settings, BallotLeaderElection election, Proposer proposer,
    PendingRequests requests, SessionMonitor sessions, DelayMonitor delays, HandOver handOver) : IRole
{
    private readonly Questions _questions = new(settings);
    private readonly StallWatch _mute = new(settings.ElectionTimeout);
    private bool _wasEstablished;
    private bool _isAdmitted;

    /// <summary>The highest ballot that this node knows somebody to lead.</summary>
    public Ballot Leader => election.Leader;

    /// <summary>The proposer inside.</summary>
    public Proposer Proposer => proposer;

    /// <summary>The way of commands to the proposer.</summary>
    public PendingRequests Requests => requests;

    /// <summary>How many keep-alives and queries wait.</summary>
    public int WaitingQuestions => _questions.Count;

    /// <summary>Whether this node leads, and has every chosen entry.</summary>
    public bool IsEstablished => proposer.IsEstablished;

    /// <summary>Whether this node leads, and has applied all that was chosen before: it answers.</summary>
    public bool IsServing => CanAnswer();

    /// <summary>The ballot whose leader handed over to this node, if this node's ballot came about so.</summary>
    public Ballot? HandedOverBy { get; private set; }

    /// <summary>Whether this node was asked to leave and leads no more: another leads, or nobody could be found in time.</summary>
    public bool HasLeft => handOver.IsOver;

    /// <inheritdoc/>
    public void Recover(IEvent stored)
    {
        if (stored is not Reserved reserved)
            return;
        proposer.Recover(reserved);
        election.Recover(proposer.ReservedRound);
    }

    /// <inheritdoc/>
    public void Start(TimeSpan now, Effects effects) => effects.Send(Address.Learner(self), new Subscribe());

    /// <summary>Something else, such as the cluster's failure detector, says that a node has failed.</summary>
    public void Suspect(NodeId node) => election.Suspect(node);

    /// <summary>This node is about to stop: if it leads, another shall take over before.</summary>
    public void Leave(TimeSpan now, Effects effects)
    {
        handOver.Begin(now, proposer.IsEstablished);
        HandOver(now, effects);
    }

    /// <inheritdoc/>
    public void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case Standing standing:
                _isAdmitted = standing.IsAdmitted;
                break;
            case Introduce introduce:
                proposer.Receive(from, introduce, effects);
                break;
            case Heartbeat when !_isAdmitted:
                break; // a node that may not vote is no help to whoever looks for a quorum
            case Heartbeat or HeartbeatReply:
                election.Receive(now, from.Node, message, effects);
                break;
            case TakeOver request:
                TakeOver(now, from, request.Ballot, effects);
                break;
            case TakeOverRefused refused:
                handOver.Refused(from.Node, refused.Ballot, proposer.Ballot);
                HandOver(now, effects);
                break;
            case Applied applied:
                sessions.Note(now, applied);
                if (applied.Delays is { } keptBack)
                    delays.Note(now, keptBack);
                Settle(now, effects);
                break;
            case ClientMessage { IsSound: false }:
                break;
            case StatusQuery query:
                AnswerStatus(now, query, effects);
                break;
            case Query { IsLinearizable: false } query:
                effects.Send(Address.Learner(self), new AnswerQuery(LogIndex.Zero, query));
                break;
            case ClientMessage ask when proposer.Phase != Phase.Leading:
                Refer(now, ask, effects);
                break;
            case ClientCommands ask when handOver.IsUnderWay:
                Refer(now, ask, effects);
                break;
            case ClientCommands commands:
                Propose(commands, effects);
                break;
            case KeepAlive alive:
                sessions.Hear(now, alive.Session);
                _questions.Add(alive, proposer, effects);
                break;
            case Query query:
                _questions.Add(query, proposer, effects);
                break;
            default:
                if (proposer.Receive(from.Node, message, effects) is { } higher)
                    election.See(higher);
                Settle(now, effects);
                HandOver(now, effects);
                break;
        }
    }

    /// <inheritdoc/>
    public void Tick(TimeSpan now, Effects effects)
    {
        handOver.Tick(now, election.IsContent);
        if (election.Tick(now, !_isAdmitted || proposer.IsStalled(now) || IsMute(now) || handOver.IsOver, effects) is { } ballot)
        {
            Lead(ballot, handedOverBy: null, effects);
        }
        else
        {
            if (election.Leader > proposer.Ballot && proposer.Phase != Phase.Idle)
                proposer.Resign();
            proposer.Tick(now, effects);
        }

        Settle(now, effects);
        HandOver(now, effects);
        if (CanAnswer() && !handOver.IsUnderWay)
        {
            sessions.Expire(now, session => requests.Propose(new ExpireSession(session)));
            delays.End(now, token => requests.Propose(new EndDelay(token)));
            sessions.Note(now, 5 * settings.ElectionTimeout, (session, length) => requests.Propose(new NoteSilence(session, length)));
        }

        proposer.Flush(effects);
    }

    /// <summary>A leader says nothing of sessions before it has applied all that phase 1 adopted (M5).</summary>
    private bool CanAnswer() => proposer.IsEstablished && sessions.UpTo >= proposer.Adopted && _wasEstablished;

    /// <summary>Whether this node has led for an election timeout and still cannot answer: its learner is far behind.</summary>
    private bool IsMute(TimeSpan now)
    {
        _mute.Note(now, isWaiting: proposer.IsEstablished && !CanAnswer(), hasMoved: false);
        return _mute.IsStalled(now);
    }

    private void Lead(Ballot ballot, Ballot? handedOverBy, Effects effects)
    {
        Resigned();
        HandedOverBy = handedOverBy;
        proposer.Lead(ballot, effects);
        effects.Send(Address.Learner(self), new Subscribe());
    }

    /// <summary>Leads in another's place. A request that comes twice is not answered again: it would look refused.</summary>
    private void TakeOver(TimeSpan now, Address from, Ballot handing, Effects effects)
    {
        if (handing == HandedOverBy)
            return;
        if (_isAdmitted && !handOver.IsLeaving && election.TakeOver(now, handing) is { } ballot)
            Lead(ballot, handing, effects);
        else
            effects.Send(from, new TakeOverRefused(handing));
    }

    private void HandOver(TimeSpan now, Effects effects)
    {
        handOver.Proceed(now, proposer, node => election.Hears(now, node), effects);
        if (!handOver.IsOver || proposer.Phase == Phase.Idle)
            return;
        proposer.Resign();
        election.Resign();
        Resigned();
    }

    private void Settle(TimeSpan now, Effects effects)
    {
        if (!proposer.IsEstablished)
        {
            if (proposer.Phase == Phase.Idle)
                Resigned();
            return;
        }

        if (!_wasEstablished)
        {
            _wasEstablished = true;
            sessions.Elected(now);
            delays.Elected(now);
        }

        if (CanAnswer())
            _questions.Settle(proposer, sessions.UpTo, (at, message) => AnswerQuestion(at, message, effects), effects);
    }

    private void Resigned()
    {
        _wasEstablished = false;
        _questions.Clear();
    }

    private void AnswerQuestion(LogIndex at, ClientMessage message, Effects effects)
    {
        var client = Address.Client(message.Client);
        switch (message)
        {
            case KeepAlive alive when !sessions.IsOpen(alive.Session):
                effects.Send(client, new SessionEnded(alive.Session));
                break;
            case KeepAlive alive when sessions.IsSilent(alive.Session) && !sessions.IsExpiring(alive.Session):
                // First the log must say that it was heard: another leader may count the silence. The client asks again.
                requests.Propose(new NoteSilence(alive.Session, TimeSpan.Zero));
                proposer.Flush(effects);
                break;
            case KeepAlive alive when !sessions.IsExpiring(alive.Session):
                effects.Send(client, new KeepAliveAnswer(alive.Session, alive.Number));
                effects.Send(Address.Learner(self), new Remind(alive.Session, alive.Waiting));
                break;
            case Query query:
                effects.Send(Address.Learner(self), new AnswerQuery(at, query));
                break;
        }
    }

    private void Propose(ClientCommands commands, Effects effects)
    {
        var taken = commands.Commands.TakeWhile(requests.Propose).Count();
        if (taken < commands.Commands.Count)
            effects.Send(Address.Client(commands.Client), new Overloaded(taken));

        proposer.Flush(effects);
    }

    /// <summary>Passes a client's message on to the leader, or tells the client that there is none.</summary>
    private void Refer(TimeSpan now, ClientMessage ask, Effects effects)
    {
        var leader = election.Leader.Node;
        var knowsLeader = leader != self && election.Leader > Ballot.Zero && election.Hears(now, leader);
        if (knowsLeader && !ask.IsForwarded)
            effects.Send(Address.Proposer(leader), ask with { IsForwarded = true });
        else
            effects.Send(Address.Client(ask.Client), new Unavailable(knowsLeader ? leader : null));
    }

    private void AnswerStatus(TimeSpan now, StatusQuery query, Effects effects)
    {
        var voters = quorum.Members.Select(m => new VoterStatus(m, m == self ? _isAdmitted : election.Hears(now, m), null, IsMember: false)).ToList();
        var leads = election.IsContent && (election.Leader.Node != self || proposer.IsEstablished);
        effects.Send(Address.Client(query.Client), new StatusAnswer(query.Id, self, election.Leader, leads, voters));
    }
}
