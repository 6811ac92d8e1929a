using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Client;

/// <summary>The acquires of a client, each from the call to the release, and the requests of the present session for them. Not thread-safe.</summary>
internal sealed class Operations(ClientSettings settings)
{
    private readonly SortedDictionary<long, Operation> _all = [];
    private readonly Dictionary<long, Operation> _bySequence = [];
    private long _reminded;

    /// <summary>The requests of the present session.</summary>
    public RequestWindow Requests { get; private set; } = new(default, settings);

    private SessionId _session;

    public int Count => _all.Count;

    public Operation? Find(long operation) => _all.GetValueOrDefault(operation);

    /// <summary>Those whose callers have waited long enough.</summary>
    public List<Operation> Late(TimeSpan now) => [.. _all.Values.Where(o => o.IsLate(now))];

    /// <summary>Those that have been held for as long as they may be.</summary>
    public List<Operation> Overheld(TimeSpan now) => [.. _all.Values.Where(o => o.IsOverheld(now))];

    /// <summary>Takes in an acquire.</summary>
    /// <returns>False if there are as many as may be.</returns>
    public bool TryAdd(Operation operation)
    {
        if (_all.Count >= settings.MaxOperations)
            return false;
        _all.Add(operation.Id, operation);
        return true;
    }

    /// <summary>A session has been opened: what was waiting for it is asked.</summary>
    public void Begin(SessionId session)
    {
        _session = session;
        Requests = new RequestWindow(session, settings);
        foreach (var operation in _all.Values)
            Ask(operation);
    }

    /// <summary>Asks for the lock.</summary>
    public void Ask(Operation operation)
    {
        operation.State = OperationState.Asked;
        operation.Sequence = Request(operation, operation.Body);
    }

    /// <summary>Gives the lock back.</summary>
    public void Release(Operation operation, string? note)
    {
        operation.State = OperationState.Releasing;
        Request(operation, new Release(operation.Name, operation.Sequence, operation.Token) { Note = note });
    }

    /// <summary>The lock has been held for as long as it may be: its owner has it no more, and it is given back.</summary>
    public void LetGo(Operation operation, Effects effects)
    {
        effects.Tell(new Lost(operation.Id, LossReason.HeldTooLong));
        Release(operation, note: null);
    }

    /// <summary>The caller is told at once; what the cluster may still do for it is undone when it answers.</summary>
    public void Abandon(Operation operation, AcquireFailure reason, Effects effects)
    {
        var isAsked = operation.State != OperationState.New;
        effects.Tell(new NotAcquired(operation.Id, reason) { Unresolved = isAsked ? new Owner(_session, operation.Sequence) : null });
        if (!isAsked || operation.Body is not Acquire)
        {
            Forget(operation);
            return;
        }

        operation.IsAbandoned = true;
        Request(operation, new CancelAcquire(operation.Name, operation.Sequence));
    }

    /// <summary>Ends what was not asked yet.</summary>
    public void AbandonUnasked(AcquireFailure reason, Effects effects)
    {
        foreach (var unasked in _all.Values.Where(o => o.State == OperationState.New).ToList())
            Abandon(unasked, reason, effects);
    }

    /// <summary>The group answered a request of the present session.</summary>
    /// <param name="now">The time on the client's monotonic clock.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="isClosing">Whether the session is about to end: nobody is told of a lock any more.</param>
    /// <param name="effects">What to do.</param>
    /// <returns>Whether it is the first answer to this request: each node that knows the client may answer.</returns>
    public bool Answer(TimeSpan now, SessionAnswer answer, bool isClosing, Effects effects)
    {
        var isFirst = Requests.Answer(answer.Sequence);
        if (_bySequence.TryGetValue(answer.Sequence, out var operation))
            Carry(now, operation, answer.Answer, isClosing, effects);
        return isFirst;
    }

    /// <summary>The session is over. What was held is lost; what was not asked yet waits for the next session.</summary>
    public void End(Effects effects)
    {
        Requests = new RequestWindow(default, settings);
        _bySequence.Clear();
        foreach (var operation in _all.Values.Where(o => o.State != OperationState.New).ToList())
        {
            _all.Remove(operation.Id);
            if (operation.State == OperationState.Held)
                effects.Tell(new Lost(operation.Id, LossReason.SessionEnded));
            else if (operation.State == OperationState.Releasing)
                effects.Tell(new GivenBack(operation.Id));
            else if (!operation.IsAbandoned)
                effects.Tell(new NotAcquired(operation.Id, AcquireFailure.SessionLost) { Unresolved = new Owner(_session, operation.Sequence) });
        }
    }

    /// <summary>The acquires that wait, as many as a keep-alive may name; the next one names the others.</summary>
    public IReadOnlyList<long> Waiting()
    {
        var waiting = _all.Values.Where(o => o.State == OperationState.Waiting).Select(o => o.Sequence).ToList();
        if (waiting.Count <= KeepAlive.MaxWaiting)
            return waiting;
        waiting = [.. waiting.Where(s => s > _reminded).Concat(waiting.Where(s => s <= _reminded)).Take(KeepAlive.MaxWaiting)];
        _reminded = waiting[^1];
        return waiting;
    }

    private void Carry(TimeSpan now, Operation operation, LockAnswer answer, bool isClosing, Effects effects)
    {
        switch (answer)
        {
            case Granted when isClosing:
                break;
            case Granted granted when operation.IsUndecided:
                operation.Hold(now, granted.Token);
                if (operation.IsAbandoned)
                    Release(operation, note: null);
                else
                    effects.Tell(Told(operation, granted));
                break;
            case Queued queued when operation.State == OperationState.Asked:
                operation.State = OperationState.Waiting;
                if (!operation.IsAbandoned)
                    effects.Tell(new InLine(operation.Id, queued.Position));
                break;
            case Released or NotHeld when operation.Body is ForceRelease:
                effects.Tell(new TakenAway(operation.Id, answer is Released));
                Forget(operation);
                break;
            case Released or NotHeld:
                effects.Tell(new GivenBack(operation.Id));
                Forget(operation);
                break;
            case Cancelled when operation.IsUndecided:
                Forget(operation);
                break;
            case Revoked revoked when operation.State is not OperationState.Releasing:
                TakeBack(operation, revoked.By, effects);
                break;
            case Denied or BadName or TooManyRequests or Deadlock or Mismatch or TooManyReentries when operation.IsUndecided:
                if (!operation.IsAbandoned)
                    effects.Tell(Refused(operation, answer));
                Forget(operation);
                break;
        }
    }

    private Acquired Told(Operation operation, Granted granted) => new(operation.Id, granted.Token, _session)
    {
        Sequence = operation.Sequence,
        Others = granted.Others,
        Note = granted.Note,
    };

    /// <summary>The lock is another's by now. Giving it back shows the group that the client knows.</summary>
    private void TakeBack(Operation operation, string by, Effects effects)
    {
        if (operation.State == OperationState.Held)
            effects.Tell(new Lost(operation.Id, LossReason.Revoked) { By = by });
        else if (!operation.IsAbandoned)
            effects.Tell(new NotAcquired(operation.Id, AcquireFailure.Revoked) { Detail = by });
        Release(operation, note: null);
    }

    private long Request(Operation operation, LockRequest body)
    {
        var sequence = Requests.Add(body);
        _bySequence.Add(sequence, operation);
        operation.Requests.Add(sequence);
        return sequence;
    }

    private void Forget(Operation operation)
    {
        _all.Remove(operation.Id);
        foreach (var sequence in operation.Requests)
            _bySequence.Remove(sequence);
    }

    private static NotAcquired Refused(Operation operation, LockAnswer refusal) => refusal switch
    {
        Denied denied => new NotAcquired(operation.Id, AcquireFailure.Denied) { Detail = denied.Holder },
        TooManyRequests => new NotAcquired(operation.Id, AcquireFailure.TooManyInGroup),
        Deadlock deadlock => new NotAcquired(operation.Id, AcquireFailure.Deadlock) { Detail = deadlock.Cycle },
        TooManyReentries reentries => new NotAcquired(operation.Id, AcquireFailure.TooManyReentries) { Detail = reentries.Name },
        Mismatch mismatch => new NotAcquired(operation.Id, AcquireFailure.Mismatch)
        {
            Detail = mismatch.Permits == 0 ? $"'{mismatch.Name}' is a lock" : $"'{mismatch.Name}' is a semaphore of {mismatch.Permits} permits",
        },
        _ => new NotAcquired(operation.Id, AcquireFailure.BadName),
    };
}
