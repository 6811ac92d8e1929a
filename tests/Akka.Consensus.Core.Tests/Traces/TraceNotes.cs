using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>Says what no message says: how a node's view of the leader changes, and how it gets on as one.</summary>
internal sealed class TraceNotes(TraceReport report, NodeId self, ProposerRole role)
{
    private readonly Effects _effects = new();
    private State _before =
        new(Phase.Idle, Ballot.Zero, IsEstablished: false, LogIndex.Zero, Ballot.Zero, IsContent: false, MayVote: false);

    private readonly record struct State(
        Phase Phase, Ballot Ballot, bool IsEstablished, LogIndex Committed, Ballot Leader, bool IsContent, bool MayVote);

    /// <summary>How the node stands to the leader.</summary>
    public string Standing => _before switch
    {
        { MayVote: false } => "may not vote",
        { IsEstablished: true } state => $"leads in {state.Ballot}",
        { Phase: Phase.Preparing } state => $"prepares {state.Ballot}",
        { Phase: Phase.Adopting or Phase.Leading } state => $"adopts for {state.Ballot}",
        { IsContent: true } state => $"follows {state.Leader}",
        { Leader.Round: > 0 } state => $"not content with {state.Leader}",
        _ => "knows no leader",
    };

    /// <summary>The node's proposer has done something.</summary>
    public void Take()
    {
        var (proposer, view) = (role.Proposer, Ask());
        var now = new State(proposer.Phase, proposer.Ballot, proposer.IsEstablished, proposer.Committed, role.Leader,
            view is { IsContent: true }, MayVote: view is not null);
        foreach (var note in Compare(_before, now))
            report.Note(self.Value, note);
        if (now.IsEstablished && _before.IsEstablished && now.Committed != _before.Committed)
            report.Detail(self.Value, $"chosen up to {now.Committed}");
        _before = now;
    }

    private IEnumerable<string> Compare(State was, State now)
    {
        if (was.Phase != Phase.Idle && (now.Phase == Phase.Idle || now.Ballot != was.Ballot))
            yield return $"leads no more in {was.Ballot}";
        if (now.Ballot != was.Ballot)
            yield return $"takes over with ballot {now.Ballot}";
        else if (was.IsContent && !now.IsContent)
            yield return $"is not content with {was.Leader}";
        if (now.IsContent && now.Leader.Node != self && (now.Leader != was.Leader || !was.IsContent))
            yield return $"follows {now.Leader}";
        if (was.Phase == Phase.Preparing && now.Phase is Phase.Adopting or Phase.Leading)
            yield return $"adopts the log up to {role.Proposer.Adopted}";
        if (was.Phase == Phase.Adopting && now.Phase == Phase.Preparing)
            yield return "hears nothing of the log that it adopts: looks for other promises";
        if (now.IsEstablished && !was.IsEstablished)
            yield return $"leads in {now.Ballot}, chosen up to {now.Committed}";
    }

    /// <summary>Asks as another node would, with a heartbeat: that changes nothing in the role. A node that may not vote does not answer.</summary>
    private HeartbeatReply? Ask()
    {
        role.Receive(report.Now, Address.Proposer(self), new Heartbeat(), _effects);
        var reply = _effects.Items.Select(e => e.Message).OfType<HeartbeatReply>().SingleOrDefault();
        _effects.Clear();
        return reply;
    }
}
