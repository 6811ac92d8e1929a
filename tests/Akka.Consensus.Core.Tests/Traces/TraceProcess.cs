namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>A node or a client.</summary>
/// <param name="name">Its name in the trace.</param>
/// <param name="tickAt">When in each tick interval its turn is: no two act at the same moment, so a trace has one order only.</param>
internal abstract class TraceProcess(string name, TimeSpan tickAt)
{
    /// <summary>How often every process is told that time has passed.</summary>
    public static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Its name in the trace.</summary>
    public string Name => name;

    /// <summary>Whether it has not crashed.</summary>
    public bool IsUp { get; protected set; } = true;

    /// <summary>Whether it stands still: time passes it by, and messages wait for it.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Whether its turn is at this moment.</summary>
    public bool IsTurn(TimeSpan now) => IsUp && !IsPaused && now.Ticks % TickInterval.Ticks == tickAt.Ticks;

    /// <summary>Takes a message.</summary>
    public abstract void Receive(Address from, Address to, IMessage message);

    /// <summary>Time has passed.</summary>
    public abstract void Tick();
}
