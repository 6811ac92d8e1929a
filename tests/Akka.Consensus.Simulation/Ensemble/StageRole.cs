using Akka.Consensus.Core;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble;

/// <summary>Drives one role of one node as the actor shell does: carries out its effects, in order, on a disk of its own.</summary>
public sealed class StageRole
{
    private const long MinWait = Schedule.Millisecond;
    private const long MaxWait = 300 * Schedule.Millisecond;

    private readonly Effects _effects = new();
    private readonly List<IOutcome> _outcomes = [];
    private readonly Func<IRole> _create;
    private readonly Action<IOutcome> _tell;

    internal StageRole(StageNode node, Address address, Func<IRole> create, Action<IOutcome> tell)
    {
        Node = node;
        Address = address;
        Name = $"{address.Name} {address.Role.ToString().ToLowerInvariant()}";
        _create = create;
        _tell = tell;
        Disk = new StageDisk(this);
    }

    public StageNode Node { get; }

    public Address Address { get; }

    /// <summary>For people.</summary>
    public string Name { get; }

    public StageDisk Disk { get; }

    /// <summary>Null while it is down.</summary>
    public IRole? Core { get; private set; }

    /// <summary>Rises with every end: what was on its way to an earlier life within the process is lost, and nobody waits for its answers any more.</summary>
    public int Life { get; private set; }

    /// <summary>An application on the same node calls the core. Nothing happens while it is down or stands still.</summary>
    /// <returns>Whether it was called.</returns>
    public bool Call<TCore>(Action<TCore, TimeSpan, Effects> call)
        where TCore : class, IRole
    {
        if (Core is null || Node.IsPaused)
            return false;
        call((TCore)Core, Node.Now, _effects);
        Carry();
        return true;
    }

    internal void Start()
    {
        Core = _create();
        foreach (var stored in Disk.Recover())
            Core.Recover(stored);
        Node.Stage.Recovered(this);
        Core.Start(Node.Now, _effects);
        Carry();
    }

    /// <returns>How many events were lost.</returns>
    internal int Crash()
    {
        if (Core is null)
            return 0;
        Node.Stage.Dying(this);
        Core = null;
        Life++;
        return Disk.Crash();
    }

    /// <summary>A write has failed: this life of the role is over, another begins after a wait.</summary>
    internal void Fail()
    {
        Crash();
        StartLater();
    }

    /// <summary>Starts the role again after a wait, unless its process ends first.</summary>
    internal void StartLater()
    {
        var life = Life;
        Node.Stage.Schedule.After(Node.Stage.Random.Between(MinWait, MaxWait), () => Node.Run(() =>
        {
            if (Node.IsUp && Core is null && Life == life)
                Start();
        }));
    }

    internal void Receive(Address from, IMessage message)
    {
        if (Core is null)
            return;
        Node.Stage.Received(this, from, message);
        Core.Receive(Node.Now, from, message, _effects);
        Carry();
    }

    internal void Tick()
    {
        Core?.Tick(Node.Now, _effects);
        Carry();
    }

    /// <summary>Applications are told when all else is done: they may call the core at once.</summary>
    private void Carry()
    {
        var effects = _effects.Items;
        for (var i = 0; i < effects.Count; i++)
            Carry(effects[i]);
        _effects.Clear();
        if (Core is not null)
            Node.Stage.Stepped(this);
        while (_outcomes.Count > 0)
        {
            var outcome = _outcomes[0];
            _outcomes.RemoveAt(0);
            Tell(outcome);
        }
    }

    internal void Tell(IOutcome outcome)
    {
        Node.Stage.Telling(this, outcome);
        _tell(outcome);
    }

    private void Carry(Effect effect)
    {
        switch (effect.Kind)
        {
            case EffectKind.Persist:
                Disk.Append(effect.Event!);
                break;
            case EffectKind.Send:
                Node.Stage.Send(this, effect.To, effect.Message!);
                break;
            case EffectKind.SendWhenDurable:
                Disk.SendWhenDurable(effect.To, effect.Message!);
                break;
            case EffectKind.Tell:
                _outcomes.Add(effect.Outcome!);
                break;
            case EffectKind.TellWhenDurable:
                if (Disk.IsIdle)
                    _outcomes.Add(effect.Outcome!);
                else
                    Disk.TellWhenDurable(effect.Outcome!);
                break;
            default:
                throw new InvalidOperationException($"a role without a log cannot {effect.Kind}");
        }
    }
}
