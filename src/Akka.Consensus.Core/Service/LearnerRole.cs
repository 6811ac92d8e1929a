using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Service;

/// <summary>The learner of a node with the state machine that it feeds: sessions and locks.</summary>
public sealed class LearnerRole : IRole
{
    private const int PageLocks = 128;

    private readonly NodeId _self;
    private readonly SessionTable _table;
    private readonly Learner _learner;
    private readonly List<SessionView> _opened = [];
    private readonly List<SessionId> _ended = [];
    private readonly List<AnswerQuery> _queries = [];

    /// <summary>A learner with an empty state machine.</summary>
    public LearnerRole(NodeId self, Quorum quorum, GroupSettings settings, SessionTable table, SnapshotTransfer transfer)
    {
        _self = self;
        _table = table;
        _learner = new Learner(self, quorum, settings, table, transfer);
    }

    /// <summary>The last entry that was applied.</summary>
    public LogIndex Applied => _learner.Applied;

    /// <summary>The fingerprint of everything applied.</summary>
    public Fingerprint Log => _learner.Log;

    /// <summary>The state machine.</summary>
    public SessionTable Table => _table;

    /// <inheritdoc/>
    public void Recover(IEvent stored)
    {
        if (stored is Snapshot snapshot)
            _learner.Recover(snapshot);
    }

    /// <inheritdoc/>
    public void Start(TimeSpan now, Effects effects)
    {
        // A proposer may have asked for all there is just when this learner died.
        TellWhole(effects);
        _learner.Ask(effects);
    }

    /// <inheritdoc/>
    public void Tick(TimeSpan now, Effects effects) => _learner.Tick(now, effects);

    /// <inheritdoc/>
    public void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case Chosen chosen:
                Apply(from.Node, chosen, effects);
                break;
            case Gone gone:
                _learner.Receive(from.Node, gone, effects);
                break;
            case NeedSnapshot need:
                _learner.Receive(need, effects);
                break;
            case FetchSnapshot fetch:
                _learner.Receive(from, fetch, effects);
                break;
            case SnapshotChunk chunk:
                if (_learner.Receive(chunk, effects))
                    TellWhole(effects);
                AnswerDue(effects);
                break;
            case SnapshotSaved saved:
                _learner.Receive(saved, effects);
                break;
            case Subscribe:
                TellWhole(effects);
                break;
            case Remind remind:
                _table.Remind(remind.Session, remind.Waiting);
                _table.Answer(effects);
                break;
            case AnswerQuery query when query.At <= Applied:
                Answer(query.Query, effects);
                break;
            case AnswerQuery query:
                _queries.Add(query);
                break;
        }
    }

    private void Apply(NodeId from, Chosen chosen, Effects effects)
    {
        var before = Applied;
        var delivered = new Effects();
        _learner.Receive(from, chosen, delivered);
        foreach (var effect in delivered.Items)
        {
            effects.Add(effect);
            if (effect.Kind != EffectKind.Deliver)
                continue;
            if (_table.Apply(effect.Index, effect.Command!, effects) is { } ended)
                _ended.Add(ended.Session);
            else if (effect.Command is OpenSession && _table.Find(new SessionId(effect.Index.Value)) is { } opened)
                _opened.Add(opened);
        }

        _table.Answer(effects);
        effects.Send(Address.Proposer(_self), new Applied(Applied, IsWhole: false, [.. _opened], [.. _ended]));
        _opened.Clear();
        _ended.Clear();
        _learner.SaveIfDue(before, effects);
        AnswerDue(effects);
    }

    private void TellWhole(Effects effects) =>
        effects.Send(Address.Proposer(_self), new Applied(Applied, IsWhole: true, [.. _table.Sessions], []));

    private void AnswerDue(Effects effects)
    {
        foreach (var query in _queries.Where(q => q.At <= Applied))
            Answer(query.Query, effects);
        _queries.RemoveAll(q => q.At <= Applied);
    }

    private void Answer(LockQuery query, Effects effects)
    {
        var page = _table.Locks.View(query.Name, query.After).Take(PageLocks + 1).Select(Describe).ToList();
        var isComplete = page.Count <= PageLocks;
        effects.Send(Address.Client(query.Client), new LockQueryAnswer(query.Id, [.. page.Take(PageLocks)], isComplete));
    }

    private HeldLock Describe(LockView view)
    {
        var session = view.Holder.Session;
        return new HeldLock(view.Name, view.Token, session, _table.Find(session)?.Client.Value ?? "", view.Waiting);
    }
}
