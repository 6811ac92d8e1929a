using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Service;

/// <summary>The learner of a node with the state machine that it feeds: sessions and locks.</summary>
public sealed class LearnerRole(NodeId self, GroupSettings settings, Learner learner, SessionTable table) : IRole
{
    private const int PageLocks = 128;

    private readonly List<SessionView> _opened = [];
    private readonly List<SessionId> _ended = [];
    private readonly List<AnswerQuery> _queries = [];

    /// <summary>The last entry that was applied.</summary>
    public LogIndex Applied => learner.Applied;

    /// <summary>The fingerprint of everything applied.</summary>
    public Fingerprint Log => learner.Log;

    /// <summary>How many queries wait until this learner has come so far.</summary>
    public int WaitingQueries => _queries.Count;

    /// <summary>The state machine.</summary>
    public SessionTable Table => table;

    /// <inheritdoc/>
    public void Recover(IEvent stored)
    {
        if (stored is Snapshot snapshot)
            learner.Recover(snapshot);
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
                Apply(from.Node, chosen, effects);
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
                    TellWhole(effects);
                AnswerDue(effects);
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
                Answer(query.Query, effects);
                break;
            case AnswerQuery query when _queries.Count < settings.MaxQuestions:
                _queries.Add(query);
                break;
            case AnswerQuery query:
                effects.Send(Address.Client(query.Query.Client), new Overloaded(Taken: 0));
                break;
        }
    }

    private void Apply(NodeId from, Chosen chosen, Effects effects)
    {
        var before = Applied;
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

        table.Answer(effects);
        effects.Send(Address.Proposer(self), new Applied(Applied, IsWhole: false, [.. _opened], [.. _ended]));
        _opened.Clear();
        _ended.Clear();
        learner.SaveIfDue(before, effects);
        AnswerDue(effects);
    }

    private void TellWhole(Effects effects) =>
        effects.Send(Address.Proposer(self), new Applied(Applied, IsWhole: true, [.. table.Sessions], []));

    private void AnswerDue(Effects effects)
    {
        foreach (var query in _queries.Where(q => q.At <= Applied))
            Answer(query.Query, effects);
        _queries.RemoveAll(q => q.At <= Applied);
    }

    private void Answer(LockQuery query, Effects effects)
    {
        var page = table.Locks.View(query.Name, query.After).Take(PageLocks + 1).Select(Describe).ToList();
        var isComplete = page.Count <= PageLocks;
        effects.Send(Address.Client(query.Client), new LockQueryAnswer(query.Id, [.. page.Take(PageLocks)], isComplete));
    }

    private HeldLock Describe(LockView view)
    {
        var session = view.Holder.Session;
        return new HeldLock(view.Name, view.Token, session, table.Find(session)?.Client.Value ?? "", view.Waiting);
    }
}
