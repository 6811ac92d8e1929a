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

    public int Count => _all.Count;

    public Operation? Find(long operation) => _all.GetValueOrDefault(operation);

    /// <summary>Those whose callers have waited long enough.</summary>
    public List<Operation> Late(TimeSpan now) => [.. _all.Values.Where(o => o.IsLate(now))];

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
        Requests = new RequestWindow(session, settings);
        foreach (var operation in _all.Values)
            Ask(operation);
    }

    /// <summary>Asks for the lock.</summary>
    public void Ask(Operation operation)
    {
        operation.State = OperationState.Asked;
        operation.Sequence = Request(operation, new Acquire(operation.Name, operation.Waits));
    }

    /// <summary>Gives the lock back.</summary>
    public void Release(Operation operation)
    {
        operation.State = OperationState.Releasing;
        Request(operation, new Release(operation.Name, operation.Token));
    }

    /// <summary>The caller is told at once; what the cluster may still do for it is undone when it answers.</summary>
    public void Abandon(Operation operation, AcquireFailure reason, Effects effects)
    {
        effects.Tell(new NotAcquired(operation.Id, reason));
        if (operation.State == OperationState.New)
        {
            _all.Remove(operation.Id);
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
    /// <param name="answer">The answer.</param>
    /// <param name="isClosing">Whether the session is about to end: nobody is told of a lock any more.</param>
    /// <param name="effects">What to do.</param>
    /// <returns>Whether it is the first answer to this request: each node that knows the client may answer.</returns>
    public bool Answer(SessionAnswer answer, bool isClosing, Effects effects)
    {
        var isFirst = Requests.Answer(answer.Sequence);
        if (_bySequence.TryGetValue(answer.Sequence, out var operation))
            Carry(operation, answer.Answer, isClosing, effects);
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
                effects.Tell(new Lost(operation.Id));
            else if (operation.State == OperationState.Releasing)
                effects.Tell(new GivenBack(operation.Id));
            else if (!operation.IsAbandoned)
                effects.Tell(new NotAcquired(operation.Id, AcquireFailure.SessionLost));
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

    private void Carry(Operation operation, LockAnswer answer, bool isClosing, Effects effects)
    {
        switch (answer)
        {
            case Granted when isClosing:
                break;
            case Granted granted when operation.IsUndecided:
                operation.Token = granted.Token;
                operation.State = OperationState.Held;
                if (operation.IsAbandoned)
                    Release(operation);
                else
                    effects.Tell(new Acquired(operation.Id, granted.Token));
                break;
            case Queued when operation.State == OperationState.Asked:
                operation.State = OperationState.Waiting;
                break;
            case Released or NotHeld:
                effects.Tell(new GivenBack(operation.Id));
                Forget(operation);
                break;
            case Cancelled when operation.IsUndecided:
                Forget(operation);
                break;
            case Denied or BadName or TooManyRequests when operation.IsUndecided:
                if (!operation.IsAbandoned)
                    effects.Tell(new NotAcquired(operation.Id, ReasonOf(answer)));
                Forget(operation);
                break;
        }
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

    private static AcquireFailure ReasonOf(LockAnswer refusal) => refusal switch
    {
        Denied => AcquireFailure.Denied,
        TooManyRequests => AcquireFailure.TooManyInGroup,
        _ => AcquireFailure.BadName,
    };
}
