using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Client;

/// <summary>
/// The client's side: one session for all that a process asks, its requests sent until answered, its deadline kept. Not thread-safe.
/// </summary>
/// <remarks>
/// An application is never told that it holds a lock after the deadline of its session: every call looks at the clock first, so
/// after a pause, however long, the first word is that the locks are lost. Call <see cref="Flush"/> after the calls of one turn: what they asked leaves
/// in one message.
/// </remarks>
/// <param name="self">Its name.</param>
/// <param name="settings">Its times and limits.</param>
/// <param name="backoff">Its patience with a leader that has too much to do.</param>
public class LockClient(ClientId self, ClientSettings settings, Backoff backoff)
{
    /// <summary>Where a message goes when it does not matter which node gets it.</summary>
    public static readonly NodeId AnyNode = new("");

    private readonly Operations _operations = new(settings);
    private readonly SessionOpener _opener = new(self, settings);
    private readonly Queries _queries = new(settings);
    private NodeId _target = AnyNode;
    private SessionKeeper? _session;
    private TimeSpan _followAt;
    private TimeSpan _closeAt;
    private bool _isClosing;

    /// <summary>The session; null while there is none.</summary>
    public SessionId? Session => _session?.Session;

    /// <summary>From this moment on every lock that is held counts as lost; null while there is no session.</summary>
    public TimeSpan? Deadline => _session?.Deadline;

    /// <summary>From this moment on no new work should start; null while there is no session.</summary>
    public TimeSpan? SuspendedFrom => _session?.SuspendedFrom;

    /// <summary>How many acquires are under way or hold their lock.</summary>
    public int Operations => _operations.Count;

    /// <summary>How many queries are not answered yet.</summary>
    public int UnansweredQueries => _queries.Count;

    /// <summary>Asks for a lock, or several at once.</summary>
    /// <param name="now">The time on the client's monotonic clock.</param>
    /// <param name="operation">The caller's number for it, never used before.</param>
    /// <param name="request">What is asked for, and whether to wait in line.</param>
    /// <param name="terms">For how long.</param>
    /// <param name="effects">What to do.</param>
    public void Acquire(TimeSpan now, long operation, Acquire request, AcquireTerms terms, Effects effects)
    {
        CheckDeadline(now, effects);
        if (terms.Within is { } within && within != Session)
            effects.Tell(new NotAcquired(operation, AcquireFailure.SessionLost));
        else
            Ask(new Operation(operation, request, now + terms.Timeout, terms.MaxHold), effects);
    }

    /// <summary>Takes a lock away from its holder.</summary>
    /// <param name="now">The time on the client's monotonic clock.</param>
    /// <param name="operation">The caller's number for it, never used before.</param>
    /// <param name="request">Which lock, from whom, and who wants it.</param>
    /// <param name="timeout">How long to wait for the answer.</param>
    /// <param name="effects">What to do.</param>
    public void TakeAway(TimeSpan now, long operation, ForceRelease request, TimeSpan timeout, Effects effects)
    {
        CheckDeadline(now, effects);
        Ask(new Operation(operation, request, now + timeout, maxHold: null), effects);
    }

    /// <summary>Gives a lock back. What is not held any more is given back already.</summary>
    /// <param name="now">The time on the client's monotonic clock.</param>
    /// <param name="operation">The acquire.</param>
    /// <param name="note">A word to whoever has it next, if somebody waits; null for none.</param>
    /// <param name="effects">What to do.</param>
    public void Release(TimeSpan now, long operation, string? note, Effects effects)
    {
        CheckDeadline(now, effects);
        if (_operations.Find(operation) is not { } held)
            effects.Tell(new GivenBack(operation));
        else if (held.State == OperationState.Held)
            _operations.Release(held, note);
    }

    /// <summary>Takes an acquire back. A lock that is granted all the same is released.</summary>
    public void Cancel(TimeSpan now, long operation, Effects effects)
    {
        CheckDeadline(now, effects);
        if (_operations.Find(operation) is not { } waiting)
            return;
        if (waiting.State == OperationState.Held)
            _operations.Release(waiting, note: null);
        else if (!waiting.IsAbandoned && waiting.State != OperationState.Releasing)
            _operations.Abandon(waiting, AcquireFailure.Cancelled, effects);
    }

    /// <summary>Asks something of the state machine.</summary>
    /// <param name="now">The time on the client's monotonic clock.</param>
    /// <param name="query">The question; its client is of no matter.</param>
    /// <param name="timeout">How long to wait for the answer.</param>
    /// <param name="effects">What to do.</param>
    /// <param name="only">The one node to ask; null for whichever serves best.</param>
    public void Ask(TimeSpan now, Query query, TimeSpan timeout, Effects effects, NodeId? only = null) =>
        _queries.Add(query.Id, query with { Client = self }, now + timeout, effects, only);

    /// <summary>Asks a node what it knows of the group.</summary>
    public void QueryStatus(TimeSpan now, long query, TimeSpan timeout, Effects effects) =>
        _queries.Add(query, new StatusQuery(self, query), now + timeout, effects);

    /// <summary>Ends the session. Nothing may be asked any more.</summary>
    public void Close(TimeSpan now, Effects effects)
    {
        _isClosing = true;
        CheckDeadline(now, effects);
        _operations.AbandonUnasked(AcquireFailure.Closed, effects);
        if (_session is null)
            effects.Tell(new Closed());
    }

    /// <summary>Takes a message from the group.</summary>
    public void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        CheckDeadline(now, effects);
        switch (message)
        {
            case SessionOpened opened:
                Favour(from);
                OnOpened(now, opened, effects);
                break;
            case SessionAnswers answers:
                Favour(from);
                OnAnswers(now, answers, effects);
                break;
            case KeepAliveAnswer answer when answer.Session == Session:
                _target = from.Node;
                _session!.Acknowledge(now, answer.Number);
                break;
            case SessionEnded ended when ended.Session == Session:
                EndSession(effects);
                break;
            case Overloaded overloaded:
                Favour(from);
                LeaveAlone(now, overloaded.Taken);
                break;
            case SessionRefused refused when _opener.SentAt(refused.Nonce) is not null:
                LeaveAlone(now, taken: 0);
                break;
            case Unavailable { Leader: { } leader } when now >= _followAt:
                _followAt = now + settings.RetryInterval / 4;
                _target = leader;
                _operations.Requests.SendAllAgain();
                _queries.SendAllAgain();
                break;
            case Unavailable { Leader: null } when !backoff.IsHolding(now):
                AskAgainBy(now + settings.RetryInterval / 4);
                break;
            case IQueryAnswer answer:
                _queries.Answer(answer, effects);
                break;
        }
    }

    /// <summary>Time has passed.</summary>
    public void Tick(TimeSpan now, Effects effects)
    {
        CheckDeadline(now, effects);
        foreach (var late in _operations.Late(now))
        {
            var isHeard = _session is { } session && now < session.SuspendedFrom;
            var reason = backoff.IsRefused ? AcquireFailure.Overloaded : AcquireFailure.Unavailable;
            _operations.Abandon(late, isHeard && late.State == OperationState.Waiting ? AcquireFailure.TimedOut : reason, effects);
        }

        foreach (var held in _operations.Overheld(now))
            _operations.LetGo(held, effects);
        Flush(now, effects);
    }

    /// <summary>Sends what the calls before have asked for.</summary>
    public void Flush(TimeSpan now, Effects effects)
    {
        if (_session is null)
            Open(now, effects);
        else
            SendRequests(now, effects);
        if (_queries.Send(now, Address.Proposer(_target), effects))
            _target = AnyNode;
    }

    /// <summary>The keeper of a session that has just been opened.</summary>
    protected virtual SessionKeeper Keep(SessionId session, TimeSpan openSentAt) => new(session, openSentAt, settings);

    /// <summary>While any node would do, one that has just answered does best: with nodes down, another guess may cost a session its time.</summary>
    private void Favour(Address answering)
    {
        if (_target == AnyNode)
            _target = answering.Node;
    }

    /// <summary>Nobody leads: mostly it is not for long, as when leadership is being handed over.</summary>
    private void AskAgainBy(TimeSpan at)
    {
        _operations.Requests.SendAgainBy(at);
        _queries.SendAgainBy(at);
        _opener.AskAgainBy(at);
    }

    /// <summary>Something was refused. Keep-alives and queries go on: they do not enter the log.</summary>
    private void LeaveAlone(TimeSpan now, int taken)
    {
        if (!backoff.Refuse(now, taken))
            return;
        _operations.Requests.Defer(backoff.Until);
        _opener.Refuse(backoff.Until);
    }

    private void Ask(Operation asked, Effects effects)
    {
        if (_isClosing)
            effects.Tell(new NotAcquired(asked.Id, AcquireFailure.Closed));
        else if (!_operations.TryAdd(asked))
            effects.Tell(new NotAcquired(asked.Id, AcquireFailure.TooManyHere));
        else if (_session is not null)
            _operations.Ask(asked);
    }

    private void CheckDeadline(TimeSpan now, Effects effects)
    {
        if (_session is not null && now >= _session.Deadline)
            EndSession(effects);
    }

    private void Open(TimeSpan now, Effects effects)
    {
        if (_isClosing || _operations.Count == 0)
            return;
        var isOverdue = _opener.IsAwaited;
        if (_opener.Next(now) is not { } command)
            return;
        if (isOverdue)
            _target = AnyNode;
        effects.Send(Address.Proposer(_target), new ClientCommands(self, [command]));
    }

    private void OnOpened(TimeSpan now, SessionOpened opened, Effects effects)
    {
        if (_session is not null || _opener.SentAt(opened.Nonce) is not { } sentAt)
            return;
        _opener.Done(now);
        backoff.Answer(1);
        _session = Keep(opened.Session, sentAt);
        CheckDeadline(now, effects);
        if (_session is not null)
            _operations.Begin(opened.Session);
    }

    private void OnAnswers(TimeSpan now, SessionAnswers answers, Effects effects)
    {
        var count = 0;
        foreach (var answer in answers.Items.Where(a => a.Session == Session))
            count += _operations.Answer(now, answer, _isClosing, effects) ? 1 : 0;
        if (count > 0)
            backoff.Answer(count);
    }

    private void SendRequests(TimeSpan now, Effects effects)
    {
        if (_operations.Requests.IsOverdue(now) || _session!.IsOverdue(now))
            _target = AnyNode;
        var to = Address.Proposer(_target);
        if (_isClosing && now >= _closeAt && !backoff.IsHolding(now))
        {
            _closeAt = now + settings.RetryInterval;
            effects.Send(to, new ClientCommands(self, [new CloseSession(self, _session!.Session)]));
        }

        var commands = new List<Command>();
        var bytes = 0;
        foreach (var command in backoff.IsHolding(now) ? [] : _operations.Requests.TakeDue(now, backoff.Room))
        {
            if (commands.Count > 0 && bytes + command.Size > settings.MaxMessageBytes)
            {
                effects.Send(to, new ClientCommands(self, commands));
                commands = [];
                bytes = 0;
            }

            commands.Add(command);
            bytes += command.Size;
        }

        if (commands.Count > 0)
            effects.Send(to, new ClientCommands(self, commands));
        if (_session!.Next(now, self, _operations.Waiting) is { } keepAlive)
            effects.Send(to, keepAlive);
    }

    /// <summary>The session is over: the cluster says so, or a clock. What was held is lost.</summary>
    public void EndSession(Effects effects)
    {
        _session = null;
        _target = AnyNode;
        _operations.End(effects);
        if (_isClosing)
            effects.Tell(new Closed());
    }
}
