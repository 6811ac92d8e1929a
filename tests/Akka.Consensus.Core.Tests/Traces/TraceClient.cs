using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>An application with its client core.</summary>
internal sealed class TraceClient : TraceProcess
{
    // Numbers that the core does not reach, within the window of a session that has just begun.
    private const int Forged = 1000;

    private readonly TraceWorld _world;
    private readonly ClientId _id;
    private readonly LockClient _core;
    private readonly Effects _effects = new();
    private readonly SortedDictionary<long, string> _open = [];
    private readonly SortedDictionary<long, FencingToken> _held = [];

    // Where any node will do, it is the first, and the one after when any will do again.
    private int _contact;
    private int _forged;
    private long _last;

    /// <param name="world">Where it lives.</param>
    /// <param name="id">Its name.</param>
    /// <param name="settings">Its times.</param>
    /// <param name="tickAt">When its turn is.</param>
    public TraceClient(TraceWorld world, ClientId id, ClientSettings settings, TimeSpan tickAt)
        : base(id.Value, tickAt)
    {
        _world = world;
        _id = id;
        _core = new LockClient(id, settings, new Backoff(settings, seed: 1));
    }

    /// <summary>What the application knows.</summary>
    public string State
    {
        get
        {
            if (_core.Session is not { } session)
                return "has no session";
            var held = _held.Select(h => $", holds {_open[h.Key]} (token {h.Value})");
            return $"has session s{session} until {TraceReport.Seconds(_core.Deadline!.Value)}{string.Concat(held)}";
        }
    }

    public void Acquire(string name, bool waits)
    {
        var operation = ++_last;
        _open.Add(operation, name);
        Call(() => _core.Acquire(_world.Now, operation, new Acquire(name, waits), default, _effects));
    }

    public void Release(string name)
    {
        var operation = _held.Keys.FirstOrDefault(o => _open[o] == name);
        if (operation == 0)
            throw new TraceException($"{Name} does not hold {name}");
        _held.Remove(operation);
        Call(() => _core.Release(_world.Now, operation, note: null, _effects));
    }

    public void Cancel(string name)
    {
        var operation = _open.FirstOrDefault(o => o.Value == name && !_held.ContainsKey(o.Key)).Key;
        if (operation == 0)
            throw new TraceException($"{Name} does not wait for {name}");
        Call(() => _core.Cancel(_world.Now, operation, _effects));
    }

    /// <summary>Asks who holds a lock; the newest answer there is.</summary>
    public void Read(string name) => Call(() => _core.Ask(_world.Now, new LockQuery(_id, ++_last, name, "", IsLinearizable: true), TimeSpan.FromSeconds(2), _effects));

    public void Close() => Call(() => _core.Close(_world.Now, _effects));

    /// <summary>Sends a release past the core, as a broken or hostile client might.</summary>
    public void Forge(string node, string name, FencingToken token)
    {
        var session = _core.Session ?? throw new TraceException($"{Name} has no session");
        var request = new SessionRequest(session, Forged + ++_forged, 0, new Release(name, Forged + _forged, token));
        Send(new Address(Role.Proposer, node), new ClientCommands(_id, [request]));
    }

    public override void Receive(Address from, Address to, IMessage message) =>
        Call(() => _core.Receive(_world.Now, from, message, _effects));

    public override void Tick() => Call(() => _core.Tick(_world.Now, _effects));

    private void Call(Action call)
    {
        var before = _core.Session;
        call();
        _core.Flush(_world.Now, _effects);
        if (_core.Session is { } session && session != before)
            _world.Report.Note(Name, $"has session s{session}");
        foreach (var effect in _effects.Items)
        {
            if (effect.Kind == EffectKind.Tell)
                Tell(effect.Outcome!);
            else
                Send(effect.To, effect.Message!);
        }

        _effects.Clear();
        if (_core.Session is null && before is not null)
            _world.Report.Note(Name, $"has lost session s{before}");
    }

    private void Send(Address to, IMessage message)
    {
        var node = to.Node == LockClient.AnyNode ? _world.Nodes[_contact++ % _world.Nodes.Count].Name : to.Name;
        _world.Network.Send(new Packet(Name, Address.Client(_id), to with { Name = node }, message));
    }

    private void Tell(IOutcome outcome)
    {
        switch (outcome)
        {
            case Acquired acquired:
                _held.Add(acquired.Operation, acquired.Token);
                _world.Report.Note(Name, $"holds {_open[acquired.Operation]}, token {acquired.Token}");
                break;
            case InLine:
                break; // the answer from which it knows stands in the trace
            case NotAcquired refused:
                End(refused.Operation, "does not get", $": {refused.Reason}");
                break;
            case GivenBack back:
                End(back.Operation, "has given back", "");
                break;
            case Lost lost:
                End(lost.Operation, "has lost", "");
                break;
            case Answered { Answer: LockQueryAnswer answer }:
                _world.Report.Note(Name, $"reads: {TraceText.Of(answer.Locks)}");
                break;
            case NotAsked:
                _world.Report.Note(Name, "asks too much at a time to read");
                break;
            case Unanswered:
                _world.Report.Note(Name, "gets no answer to what it reads");
                break;
            case Closed:
                _world.Report.Note(Name, "is closed");
                break;
            default:
                throw new TraceException($"a trace has no words for {outcome.GetType().Name} yet");
        }
    }

    private void End(long operation, string what, string why)
    {
        _held.Remove(operation);
        if (_open.Remove(operation, out var name))
            _world.Report.Note(Name, $"{what} {name}{why}");
    }
}
