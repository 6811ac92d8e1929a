using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Service;

/// <summary>The learner of a node with the state machine that it feeds: sessions and locks.</summary>
public sealed class LearnerRole(NodeId self, GroupSettings settings, SessionTable table) : IRole
{
    private const int PageLocks = 128;

    private readonly Learner _learner = new(self, settings);
    private readonly List<SessionView> _opened = [];
    private readonly List<SessionId> _ended = [];
    private readonly List<AnswerQuery> _queries = [];

    /// <summary>The last entry that was applied.</summary>
    public LogIndex Applied => _learner.Applied;

    /// <summary>The fingerprint of everything applied.</summary>
    public Fingerprint Log => _learner.Log;

    /// <summary>How many queries wait until this learner has come so far.</summary>
    public int WaitingQueries => _queries.Count;

    /// <summary>The state machine.</summary>
    public SessionTable Table => table;

    /// <inheritdoc/>
    public void Recover(IEvent stored)
    {
        if (stored is Checkpoint checkpoint)
            _learner.Recover(checkpoint);
    }

    /// <inheritdoc/>
    public void Start(TimeSpan now, Effects effects)
    {
        // A proposer may have asked for all there is just when this learner died.
        effects.Send(Address.Proposer(self), new Applied(Applied, IsWhole: true, [], []));
        _learner.Ask(effects);
    }

    /// <inheritdoc/>
    public void Tick(TimeSpan now, Effects effects) => _learner.Tick(effects);

    /// <inheritdoc/>
    public void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case Chosen chosen:
                Apply(chosen, effects);
                break;
            case Subscribe:
                effects.Send(Address.Proposer(self), new Applied(Applied, IsWhole: true, [.. table.Sessions], []));
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

    private void Apply(Chosen chosen, Effects effects)
    {
        var delivered = new Effects();
        _learner.Receive(chosen, delivered);

        // What an earlier life has applied it has answered, too: who missed it asks again.
        var answers = Applied <= _learner.Recovered ? new Effects() : effects;
        foreach (var effect in delivered.Items)
        {
            effects.Add(effect);
            if (effect.Kind != EffectKind.Deliver)
                continue;
            if (table.Apply(effect.Index, effect.Command!, answers) is { } ended)
                _ended.Add(ended.Session);
            else if (effect.Command is OpenSession && table.Find(new SessionId(effect.Index.Value)) is { } opened)
                _opened.Add(opened);
        }

        table.Answer(answers);
        effects.Send(Address.Proposer(self), new Applied(Applied, IsWhole: false, [.. _opened], [.. _ended]));
        _opened.Clear();
        _ended.Clear();
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
