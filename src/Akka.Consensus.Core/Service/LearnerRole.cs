using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Service;

/// <summary>The learner of a node with the state machine that it feeds: sessions and locks.</summary>
public sealed class LearnerRole(NodeId self, GroupSettings settings, Learner learner, SessionTable table) : IRole
{
    private readonly List<SessionView> _opened = [];
    private readonly List<SessionId> _ended = [];
    private readonly List<AnswerQuery> _queries = [];
    private readonly History _history = new(History.StandardCapacity);
    private long _delaysTold;

    /// <summary>The last entry that was applied.</summary>
    public LogIndex Applied => learner.Applied;

    /// <summary>The fingerprint of everything applied.</summary>
    public Fingerprint Log => learner.Log;

    /// <summary>How many queries wait until this learner has come so far.</summary>
    public int WaitingQueries => _queries.Count;

    /// <summary>The state machine.</summary>
    public SessionTable Table => table;

    /// <summary>What happened last. Whoever reads it as it grows must look after every call.</summary>
    public History History => _history;

    /// <inheritdoc/>
    public void Recover(IEvent stored)
    {
        if (stored is not Snapshot snapshot)
            return;
        learner.Recover(snapshot);
        _history.Restart(learner.Applied);
    }

    /// <inheritdoc/>
    public void Start(TimeSpan now, Effects effects)
    {
        // A proposer may have asked for all there is just when this learner died.
        TellWhole(effects);
        learner.Ask(effects);
    }

    /// <inheritdoc/>
    public void Tick(TimeSpan now, Effects effects) => learner.Tick(now, effects);

    /// <inheritdoc/>
    public void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case Chosen chosen:
                Apply(now, from.Node, chosen, effects);
                break;
            case Gone gone:
                learner.Receive(from.Node, gone, effects);
                break;
            case NeedSnapshot need:
                learner.Receive(need, effects);
                break;
            case FetchSnapshot fetch:
                learner.Receive(from, fetch, effects);
                break;
            case SnapshotChunk chunk:
                if (learner.Receive(chunk, effects))
                {
                    _history.Restart(Applied);
                    TellWhole(effects);
                }

                AnswerDue(now, effects);
                break;
            case SnapshotSaved saved:
                learner.Receive(saved, effects);
                break;
            case Subscribe:
                TellWhole(effects);
                break;
            case Remind remind:
                table.Remind(remind.Session, remind.Waiting);
                table.Answer(effects);
                break;
            case AnswerQuery query when query.At <= Applied:
                Answer(now, query.Query, effects);
                break;
            case AnswerQuery query when _queries.Count < settings.MaxQuestions:
                _queries.Add(query);
                break;
            case AnswerQuery query:
                effects.Send(Address.Client(query.Query.Client), new Overloaded(Taken: 0));
                break;
        }
    }

    private void Apply(TimeSpan now, NodeId from, Chosen chosen, Effects effects)
    {
        var before = Applied;
        table.Locks.Now = now;
        var delivered = new Effects();
        learner.Receive(from, chosen, delivered);
        foreach (var effect in delivered.Items)
        {
            effects.Add(effect);
            if (effect.Kind != EffectKind.Deliver)
                continue;
            if (table.Apply(effect.Index, effect.Command!, effects) is { } ended)
                _ended.Add(ended.Session);
            else if (effect.Command is OpenSession && table.Find(new SessionId(effect.Index.Value)) is { } opened)
                _opened.Add(opened);
            else if (effect.Command is NoteSilence note && table.Find(note.Session) is { } noted)
                _opened.Add(noted);
        }

        foreach (var happened in table.Events)
            _history.Add(happened);
        table.ClearEvents();
        table.Answer(effects);
        effects.Send(Address.Proposer(self), new Applied(Applied, IsWhole: false, [.. _opened], [.. _ended])
        {
            Delays = table.Locks.DelayChanges == _delaysTold ? null : [.. table.Locks.Delays],
        });
        _delaysTold = table.Locks.DelayChanges;
        _opened.Clear();
        _ended.Clear();
        learner.SaveIfDue(before, effects);
        AnswerDue(now, effects);
    }

    private void TellWhole(Effects effects) =>
        effects.Send(Address.Proposer(self), new Applied(Applied, IsWhole: true, [.. table.Sessions], []) { Delays = [.. table.Locks.Delays] });

    private void AnswerDue(TimeSpan now, Effects effects)
    {
        foreach (var query in _queries.Where(q => q.At <= Applied))
            Answer(now, query.Query, effects);
        _queries.RemoveAll(q => q.At <= Applied);
    }

    private void Answer(TimeSpan now, Query query, Effects effects) =>
        effects.Send(Address.Client(query.Client), new QueryAnswers(table, _history).Answer(now, Applied, query));
}
