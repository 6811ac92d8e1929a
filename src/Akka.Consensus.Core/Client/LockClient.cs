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
public class LockClient(ClientId self, ClientSettings settings)
{
    /// <summary>Where a message goes when it does not matter which node gets it.</summary>
    public static readonly NodeId AnyNode = new("");

    private const int MaxReminders = 1024;

    private readonly SortedDictionary<long, Operation> _operations = [];
    private readonly Dictionary<long, Operation> _bySequence = [];
    private readonly Queue<(long Nonce, TimeSpan SentAt)> _opening = new();
    private readonly Queries _queries = new(settings);
    private NodeId _target = AnyNode;
    private SessionKeeper? _session;
    private RequestWindow _window = new(default, settings);
    private TimeSpan _openAt;
    private TimeSpan _followAt;
    private TimeSpan _closeAt;
    private long _nonce;
    private long _reminded;
    private bool _isClosing;

    /// <summary>The session; null while there is none.</summary>
    public SessionId? Session => _session?.Session;

    /// <summary>From this moment on every lock that is held counts as lost; null while there is no session.</summary>
    public TimeSpan? Deadline => _session?.Deadline;

    /// <summary>From this moment on no new work should start; null while there is no session.</summary>
    public TimeSpan? SuspendedFrom => _session?.SuspendedFrom;

    /// <summary>Asks for a lock.</summary>
    /// <param name="now">The time on the client's monotonic clock.</param>
    /// <param name="operation">The caller's number for it, never used before.</param>
    /// <param name="name">The lock.</param>
    /// <param name="waits">Whether to wait in line.</param>
    /// <param name="timeout">How long to wait; null for ever.</param>
    /// <param name="effects">What to do.</param>
    public void Acquire(TimeSpan now, long operation, string name, bool waits, TimeSpan? timeout, Effects effects)
    {
        CheckDeadline(now, effects);
        if (_isClosing)
        {
            effects.Tell(new NotAcquired(operation, AcquireFailure.Closed));
            return;
        }

        var asked = new Operation(operation, name, waits, now + timeout);
        _operations.Add(operation, asked);
        if (_session is not null)
            Ask(asked);
    }

    /// <summary>Gives a lock back. What is not held any more is given back already.</summary>
    public void Release(TimeSpan now, long operation, Effects effects)
    {
        CheckDeadline(now, effects);
        if (!_operations.TryGetValue(operation, out var held))
            effects.Tell(new GivenBack(operation));
        else if (held.State == OperationState.Held)
            SendRelease(held);
    }

    /// <summary>Takes an acquire back. A lock that is granted all the same is released.</summary>
    public void Cancel(TimeSpan now, long operation, Effects effects)
    {
        CheckDeadline(now, effects);
        if (!_operations.TryGetValue(operation, out var waiting))
            return;
        if (waiting.State == OperationState.Held)
            SendRelease(waiting);
        else if (!waiting.IsAbandoned && waiting.State != OperationState.Releasing)
            Abandon(waiting, AcquireFailure.Cancelled, effects);
    }

    /// <summary>Asks which locks are held.</summary>
    public void Query(TimeSpan now, long query, string? name, string after, bool isLinearizable, TimeSpan timeout) =>
        _queries.Add(query, new LockQuery(self, query, name, after, isLinearizable), now + timeout);

    /// <summary>Asks a node what it knows of the group.</summary>
    public void QueryStatus(TimeSpan now, long query, TimeSpan timeout) =>
        _queries.Add(query, new StatusQuery(self, query), now + timeout);

    /// <summary>Ends the session. Nothing may be asked any more.</summary>
    public void Close(TimeSpan now, Effects effects)
    {
        _isClosing = true;
        CheckDeadline(now, effects);
        foreach (var unasked in _operations.Values.Where(o => o.State == OperationState.New).ToList())
            Abandon(unasked, AcquireFailure.Closed, effects);
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
                foreach (var answer in answers.Items.Where(a => a.Session == Session))
                    OnAnswer(answer, effects);
                break;
            case KeepAliveAnswer answer when answer.Session == Session:
                _target = from.Node;
                _session!.Acknowledge(now, answer.Number);
                break;
            case SessionEnded ended when ended.Session == Session:
                EndSession(effects);
                break;
            case Unavailable { IsBusy: true }:
                _window.SlowDown(now);
                break;
            case Unavailable { Leader: { } leader } when now >= _followAt:
                _followAt = now + settings.RetryInterval / 4;
                _target = leader;
                _window.SendAllAgain();
                _queries.SendAllAgain();
                break;
            case Unavailable { Leader: null }:
                AskAgainBy(now + settings.RetryInterval / 4);
                break;
            case LockQueryAnswer answer:
                _queries.Answer(answer.Id, answer, effects);
                break;
            case StatusAnswer answer:
                _queries.Answer(answer.Id, answer, effects);
                break;
        }
    }

    /// <summary>Time has passed.</summary>
    public void Tick(TimeSpan now, Effects effects)
    {
        CheckDeadline(now, effects);
        foreach (var late in _operations.Values.Where(o => o.IsLate(now)).ToList())
        {
            var isHeard = _session is { } session && now < session.SuspendedFrom;
            Abandon(late, isHeard && late.State == OperationState.Waiting ? AcquireFailure.TimedOut : AcquireFailure.Unavailable, effects);
        }

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
        _window.SendAgainBy(at);
        _queries.SendAgainBy(at);
        _openAt = _openAt < at ? _openAt : at;
    }

    private void CheckDeadline(TimeSpan now, Effects effects)
    {
        if (_session is not null && now >= _session.Deadline)
            EndSession(effects);
    }

    /// <summary>Each attempt has a number of its own: the session's time counts from when the attempt was sent that was carried out.</summary>
    private void Open(TimeSpan now, Effects effects)
    {
        if (_isClosing || now < _openAt || _operations.Count == 0)
            return;
        if (_opening.Count > 0)
            _target = AnyNode;
        _opening.Enqueue((++_nonce, now));
        if (_opening.Count > 64)
            _opening.Dequeue();
        _openAt = now + settings.RetryInterval;
        effects.Send(Address.Proposer(_target), new ClientCommands(self, [new OpenSession(self, _nonce, settings.SessionTimeToLive)]));
    }

    private void OnOpened(TimeSpan now, SessionOpened opened, Effects effects)
    {
        var attempt = _opening.FirstOrDefault(o => o.Nonce == opened.Nonce);
        if (_session is not null || attempt.Nonce == 0)
            return;
        _opening.Clear();
        _openAt = now;
        _session = Keep(opened.Session, attempt.SentAt);
        _window = new RequestWindow(opened.Session, settings);
        CheckDeadline(now, effects);
        if (_session is null)
            return;
        foreach (var operation in _operations.Values)
            Ask(operation);
    }

    private void SendRequests(TimeSpan now, Effects effects)
    {
        if (_window.IsOverdue(now) || _session!.IsOverdue(now))
            _target = AnyNode;
        var to = Address.Proposer(_target);
        if (_isClosing && now >= _closeAt)
        {
            _closeAt = now + settings.RetryInterval;
            effects.Send(to, new ClientCommands(self, [new CloseSession(self, _session!.Session)]));
        }

        var commands = new List<Command>();
        var bytes = 0;
        foreach (var command in _window.TakeDue(now))
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
        if (_session!.Next(now, self, Waiting) is { } keepAlive)
            effects.Send(to, keepAlive);
    }

    /// <summary>The acquires that wait, as many as a keep-alive may name; the next one names the others.</summary>
    private IReadOnlyList<long> Waiting()
    {
        var waiting = _operations.Values.Where(o => o.State == OperationState.Waiting).Select(o => o.Sequence).ToList();
        if (waiting.Count <= MaxReminders)
            return waiting;
        waiting = [.. waiting.Where(s => s > _reminded).Concat(waiting.Where(s => s <= _reminded)).Take(MaxReminders)];
        _reminded = waiting[^1];
        return waiting;
    }

    private void Ask(Operation operation)
    {
        operation.State = OperationState.Asked;
        operation.Sequence = Request(operation, new Acquire(operation.Name, operation.Waits));
    }

    private void SendRelease(Operation operation)
    {
        operation.State = OperationState.Releasing;
        Request(operation, new Release(operation.Name, operation.Token));
    }

    private long Request(Operation operation, LockRequest body)
    {
        var sequence = _window.Add(body);
        _bySequence.Add(sequence, operation);
        operation.Requests.Add(sequence);
        return sequence;
    }

    /// <summary>The caller is told at once; what the cluster may still do for it is undone when it answers.</summary>
    private void Abandon(Operation operation, AcquireFailure reason, Effects effects)
    {
        effects.Tell(new NotAcquired(operation.Id, reason));
        if (operation.State == OperationState.New)
        {
            _operations.Remove(operation.Id);
            return;
        }

        operation.IsAbandoned = true;
        Request(operation, new CancelAcquire(operation.Name, operation.Sequence));
    }

    private void OnAnswer(SessionAnswer answer, Effects effects)
    {
        _window.Answer(answer.Sequence);
        if (!_bySequence.TryGetValue(answer.Sequence, out var operation))
            return;
        switch (answer.Answer)
        {
            case Granted when _isClosing:
                // The session is about to end, and the lock with it: whoever has called Close is not told of a lock any more.
                break;
            case Granted granted when operation.State is OperationState.Asked or OperationState.Waiting:
                operation.Token = granted.Token;
                operation.State = OperationState.Held;
                if (operation.IsAbandoned)
                    SendRelease(operation);
                else
                    effects.Tell(new Acquired(operation.Id, granted.Token));
                break;
            case Queued when operation.State == OperationState.Asked:
                operation.State = OperationState.Waiting;
                break;
            case Denied when !operation.IsAbandoned:
                effects.Tell(new NotAcquired(operation.Id, AcquireFailure.Denied));
                Forget(operation);
                break;
            case BadName when !operation.IsAbandoned:
                effects.Tell(new NotAcquired(operation.Id, AcquireFailure.BadName));
                Forget(operation);
                break;
            case Released or NotHeld:
                effects.Tell(new GivenBack(operation.Id));
                Forget(operation);
                break;
            case Cancelled or Denied or BadName when operation.State is OperationState.Asked or OperationState.Waiting:
                Forget(operation);
                break;
        }
    }

    private void Forget(Operation operation)
    {
        _operations.Remove(operation.Id);
        foreach (var sequence in operation.Requests)
            _bySequence.Remove(sequence);
    }

    /// <summary>The session is over: the cluster says so, or a clock. What was held is lost.</summary>
    public void EndSession(Effects effects)
    {
        _session = null;
        _target = AnyNode;
        _window = new RequestWindow(default, settings);
        _bySequence.Clear();
        foreach (var operation in _operations.Values.Where(o => o.State != OperationState.New).ToList())
        {
            _operations.Remove(operation.Id);
            if (operation.State == OperationState.Held)
                effects.Tell(new Lost(operation.Id));
            else if (operation.State == OperationState.Releasing)
                effects.Tell(new GivenBack(operation.Id));
            else if (!operation.IsAbandoned)
                effects.Tell(new NotAcquired(operation.Id, AcquireFailure.SessionLost));
        }

        if (_isClosing)
            effects.Tell(new Closed());
    }
}
