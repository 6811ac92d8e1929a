namespace Akka.Consensus.Core;

/// <summary>Anything one core says to another, or a client.</summary>
public interface IMessage;

/// <summary>Anything a core must remember over a crash.</summary>
public interface IEvent;

/// <summary>An event that replaces all before it: they may be deleted once it is durable.</summary>
public interface IRebase : IEvent;

/// <summary>What became of something that an application asked of its client core.</summary>
public interface IOutcome;

/// <summary>What a shell has to do with one effect.</summary>
public enum EffectKind
{
    /// <summary>Make the event durable.</summary>
    Persist,

    /// <summary>Send the message; it may leave at once.</summary>
    Send,

    /// <summary>Send the message once every event before it is durable.</summary>
    SendWhenDurable,

    /// <summary>Apply the command to the state machine: it is chosen, and all before it have been delivered.</summary>
    Deliver,

    /// <summary>Tell the application.</summary>
    Tell,

    /// <summary>Tell the application once every event before it is durable.</summary>
    TellWhenDurable,

    /// <summary>Make the snapshot durable, in the place of the one before it, and say so with <see cref="SnapshotSaved"/>.</summary>
    Save,
}

/// <summary>One thing that a core wants done. Which fields count depends on <paramref name="Kind"/>.</summary>
public readonly record struct Effect(EffectKind Kind, Address To = default, IMessage? Message = null, IEvent? Event = null,
    LogIndex Index = default, Command? Command = null, IOutcome? Outcome = null,
    Snapshot? Snapshot = null);

/// <summary>
/// What a core wants done, in order. A core's own state moves on at once; what waits for the disk are the messages that depend on it.
/// Not thread-safe: one buffer belongs to one shell, which empties it after every call.
/// </summary>
public sealed class Effects
{
    private readonly List<Effect> _items = [];

    /// <summary>The effects since the last <see cref="Clear"/>, in the order in which they must be carried out.</summary>
    public IReadOnlyList<Effect> Items => _items;

    /// <summary>Make this durable.</summary>
    public void Persist(IEvent change) => _items.Add(new Effect(EffectKind.Persist, Event: change));

    /// <summary>Send this; it may leave at once.</summary>
    public void Send(Address to, IMessage message) => _items.Add(new Effect(EffectKind.Send, to, message));

    /// <summary>Send this once every event persisted before it is durable.</summary>
    public void SendWhenDurable(Address to, IMessage message) => _items.Add(new Effect(EffectKind.SendWhenDurable, to, message));

    /// <summary>Apply this chosen command.</summary>
    public void Deliver(LogIndex index, Command command) => _items.Add(new Effect(EffectKind.Deliver, Index: index, Command: command));

    /// <summary>Tell the application this.</summary>
    public void Tell(IOutcome outcome) => _items.Add(new Effect(EffectKind.Tell, Outcome: outcome));

    /// <summary>Tell the application this once every event persisted before it is durable.</summary>
    public void TellWhenDurable(IOutcome outcome) => _items.Add(new Effect(EffectKind.TellWhenDurable, Outcome: outcome));

    /// <summary>Make this snapshot durable.</summary>
    public void Save(Snapshot snapshot) => _items.Add(new Effect(EffectKind.Save, Snapshot: snapshot));

    /// <summary>Takes over an effect of another buffer.</summary>
    public void Add(in Effect effect) => _items.Add(effect);

    /// <summary>Forget the effects: they have been carried out.</summary>
    public void Clear() => _items.Clear();
}
