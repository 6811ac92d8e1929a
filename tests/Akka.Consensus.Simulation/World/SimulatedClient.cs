using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Simulation.World;

/// <summary>What an application believes to hold.</summary>
/// <param name="Operation">The application's number for it.</param>
/// <param name="Session">The session.</param>
/// <param name="Sequence">The number of the acquire in the session.</param>
/// <param name="Party">In whose name; 0 for an owner of its own.</param>
/// <param name="Parts">What it has.</param>
public sealed record Hold(long Operation, SessionId Session, long Sequence, long Party, IReadOnlyList<HeldPart> Parts)
{
    /// <summary>Whether an operator has taken it away, and the application may not know yet.</summary>
    public bool IsTakenAway { get; set; }
}

/// <summary>One lock of those that an application believes to hold.</summary>
public readonly record struct HeldPart(string Name, LockMode Mode, int Permits, FencingToken Token);

/// <summary>An application with its client core: a process of its own, with its own clock. What it does is up to its <see cref="Workload"/>.</summary>
public sealed class SimulatedClient : Process
{
    private const long TickInterval = 50 * Schedule.Millisecond;

    // Numbers that the core does not reach, within the window of a session that has just begun.
    private const int FirstForged = 1000;
    private const int MaxForged = 20;

    private readonly VirtualClock _clock;
    private readonly LockClient _core;
    private readonly Effects _effects = new();
    private readonly SortedDictionary<long, Hold> _holds = [];
    private readonly SortedDictionary<long, Acquire> _open = [];
    private readonly HashSet<Owner> _takenAway = [];
    private readonly HashSet<long> _linearizable = [];
    private readonly HashSet<Owner> _unanswered = [];
    private readonly Action _tickInTurn;
    private int _forged;
    private bool _isCarrying;

    public SimulatedClient(SimulatedWorld world, int endpoint, ClientId id, VirtualClock clock)
    {
        World = world;
        Endpoint = endpoint;
        Id = id;
        _clock = clock;
        _core = world.Variant.NewClient(id, world.Plan.Client, world.Variant.NewBackoff(world.Plan.Client, world.Random.Next()));
        Action tick = Tick;
        _tickInTurn = () => Run(tick);
        Tick();
    }

    public SimulatedWorld World { get; }

    public int Endpoint { get; }

    public ClientId Id { get; }

    public bool IsAlive { get; private set; } = true;

    public bool IsClosing { get; private set; }

    public TimeSpan Now => _clock.At(World.Schedule.Now);

    public SessionId? Session => _core.Session;

    /// <summary>Every acquire that has not ended, by number, with what was asked for.</summary>
    public IReadOnlyDictionary<long, Acquire> Open => _open;

    /// <summary>All that the application was told it has and has neither given back nor been told it lost.</summary>
    public IReadOnlyCollection<Hold> Holds => _holds.Values;

    /// <summary>The application's own doings, when something is told.</summary>
    public Action<IOutcome>? OnTold { get; set; }

    /// <summary>Whether the application, should it look at its clock now, believes to hold.</summary>
    public bool Believes(Hold hold) =>
        IsAlive && _holds.ContainsKey(hold.Operation) && _core.Session == hold.Session && Now < _core.Deadline;

    /// <summary>How much its core has on its hands.</summary>
    public (int Operations, int Queries) Load => (_core.Operations, _core.UnansweredQueries);

    /// <summary>Whether its last session had reached its deadline when the core was last called.</summary>
    public bool WasPastDeadline { get; private set; }

    public bool IsPastDeadline => _core.Deadline is { } deadline && Now >= deadline;

    /// <summary>What was sent to the group in this session and has no answer.</summary>
    public IEnumerable<Owner> Unanswered => _unanswered.Where(o => o.Session == _core.Session);

    public bool IsLinearizable(long query) => _linearizable.Contains(query);

    /// <summary>What the application believes to hold once it is told so.</summary>
    public Hold HoldOf(Acquired acquired)
    {
        var hold = new Hold(acquired.Operation, acquired.Session, acquired.Sequence, _open[acquired.Operation].Party, PartsOf(acquired));
        hold.IsTakenAway = _takenAway.Contains(new Owner(hold.Session, hold.Sequence));
        return hold;
    }

    private HeldPart[] PartsOf(Acquired acquired) =>
        [.. _open[acquired.Operation].Demands.Zip(acquired.Others.Prepend(acquired.Token), (d, token) => new HeldPart(d.Name, d.Mode, d.Permits, token))];

    /// <summary>An operator has taken locks away: from now on nothing is wrong with not knowing it.</summary>
    public void NoteTakenAway(IEnumerable<Owner> owners)
    {
        foreach (var owner in owners)
        {
            _takenAway.Add(owner);
            foreach (var hold in _holds.Values.Where(h => h.Session == owner.Session && h.Sequence == owner.Sequence))
                hold.IsTakenAway = true;
        }
    }

    public void Acquire(long operation, string name, bool waits, TimeSpan? timeout) =>
        Acquire(operation, new Acquire(name, waits), timeout);

    public void Acquire(long operation, Acquire request, TimeSpan? timeout)
    {
        _open.Add(operation, request);
        _core.Acquire(Now, operation, request, new AcquireTerms { Timeout = timeout }, _effects);
        Flush();
    }

    /// <summary>Takes a lock away from its holder.</summary>
    public void TakeAway(long operation, ForceRelease request)
    {
        _core.TakeAway(Now, operation, request, TimeSpan.FromSeconds(3), _effects);
        Flush();
    }

    public void Release(long operation)
    {
        _holds.Remove(operation);
        _core.Release(Now, operation, note: null, _effects);
        Flush();
    }

    public void Cancel(long operation)
    {
        if (_holds.ContainsKey(operation) || !_open.ContainsKey(operation))
            return;
        _core.Cancel(Now, operation, _effects);
        Flush();
    }

    /// <summary>Sends, past the core, a release with a token that was never this session's, as a broken or hostile client might (L7).</summary>
    public void Forge(string name, Owner victim, FencingToken token)
    {
        if (_core.Session is not { } session || _forged >= MaxForged)
            return;
        var request = new SessionRequest(session, FirstForged + _forged++, 0, new Release(name, victim.Sequence, token));
        World.Send(this, Address.Proposer(LockClient.AnyNode), new ClientCommands(Id, [request]));
    }

    public void Query(long query, string? name, bool isLinearizable)
    {
        if (isLinearizable)
            _linearizable.Add(query);
        World.Watch.Asked(this, query, isLinearizable);
        _core.Ask(Now, new LockQuery(Id, query, name, "", isLinearizable), TimeSpan.FromSeconds(3), _effects);
        Flush();
    }

    public void QueryStatus(long query)
    {
        _core.QueryStatus(Now, query, TimeSpan.FromSeconds(3), _effects);
        Flush();
    }

    public void Close()
    {
        IsClosing = true;
        _holds.Clear();
        _core.Close(Now, _effects);
        Flush();
    }

    public void Crash()
    {
        World.Watch.Died(this);
        IsAlive = false;
        _holds.Clear();
        _open.Clear();
        Forget();
    }

    public void Receive(Address from, IMessage message)
    {
        if (!IsAlive)
            return;
        World.Watch.Received(Address.Client(Id), from, message);
        WasPastDeadline = IsPastDeadline;
        if (message is SessionAnswers answers)
            _unanswered.ExceptWith(answers.Items.Select(a => new Owner(a.Session, a.Sequence)));
        _core.Receive(Now, from, message, _effects);
        Flush();
    }

    private void Tick()
    {
        if (!IsAlive)
            return;
        WasPastDeadline = IsPastDeadline;
        _core.Tick(Now, _effects);
        Carry();
        World.Schedule.After(_clock.Real(TickInterval + World.Random.Between(-5000, 5000)), _tickInTurn);
    }

    private void Flush()
    {
        _core.Flush(Now, _effects);
        Carry();
    }

    private void Carry()
    {
        // What the application does when it is told something is carried out in turn, by the call that told it.
        if (_isCarrying)
            return;
        _isCarrying = true;
        for (var i = 0; i < _effects.Items.Count; i++)
            Carry(_effects.Items[i]);
        _effects.Clear();
        _isCarrying = false;
    }

    private void Carry(Effect effect)
    {
        if (effect.Kind == EffectKind.Tell)
        {
            Tell(effect.Outcome!);
            return;
        }

        if (effect.Message is ClientCommands commands)
        {
            foreach (var request in commands.Commands.OfType<SessionRequest>())
                _unanswered.Add(new Owner(request.Session, request.Sequence));
        }

        World.Send(this, effect.To, effect.Message!);
    }

    private void Tell(IOutcome outcome)
    {
        World.Watch.Telling(this, outcome);
        switch (outcome)
        {
            case Acquired acquired:
                _holds.Add(acquired.Operation, HoldOf(acquired));
                break;
            case NotAcquired { Operation: var ended }:
                _open.Remove(ended);
                break;
            case Lost { Operation: var ended }:
                _holds.Remove(ended);
                _open.Remove(ended);
                break;
            case GivenBack { Operation: var ended }:
                _holds.Remove(ended);
                _open.Remove(ended);
                break;
        }

        OnTold?.Invoke(outcome);
    }
}
