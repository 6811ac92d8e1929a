using System.Collections.Immutable;
using Akka.Consensus.Core;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>
/// The state of one role on one node: its core, its journal, what waits for the disk, and all it has ever sent. The core is not kept: it
/// is made anew, from the journal with which it started and what it was told since.
/// </summary>
public sealed record RoleState
{
    /// <summary>Its number among the states of its role.</summary>
    public int Number { get; init; }

    /// <summary>The number of all that it remembers: equal in states that differ only in what they have sent.</summary>
    public int Memory { get; init; }

    /// <summary>What is durable.</summary>
    public required ImmutableArray<Row> Journal { get; init; }

    /// <summary>All that the core would remember if it started now.</summary>
    public required string Durable { get; init; }

    /// <summary>How much of the journal the core has recovered when it last started.</summary>
    public required int Recovered { get; init; }

    /// <summary>What the core was told since then.</summary>
    public ImmutableArray<object> Told { get; init; } = [];

    /// <summary>
    /// What waits for the disk: each a <see cref="Row"/>, or a <see cref="Letter"/> that must not leave before the rows in front of it
    /// are durable.
    /// </summary>
    public ImmutableArray<object> Waiting { get; init; } = [];

    /// <summary>What is remembered of it to read its messages.</summary>
    public required object Notes { get; init; }

    /// <summary>All that it ever sent, by whom it is for.</summary>
    public required ImmutableArray<NumberSet> Sent { get; init; }

    /// <summary>The messages of the specification that it ever told.</summary>
    public NumberSet Tells { get; init; }

    /// <summary>The values that it ever called chosen.</summary>
    public NumberSet CallsChosen { get; init; }

    /// <summary>What is wrong with it; null if nothing is.</summary>
    public string? Wrong { get; init; }
}

/// <summary>An event in a journal, or on its way there.</summary>
/// <param name="Event">What is stored.</param>
/// <param name="Note">What is remembered of it to read messages; null if nothing.</param>
public sealed record Row(IEvent Event, object? Note);

/// <summary>A step of one role.</summary>
/// <param name="What">What happened: a <see cref="Letter"/> was taken, or else something whose text says it.</param>
/// <param name="To">The state that it leads to.</param>
public readonly record struct RoleStep(object What, RoleState To)
{
    public override string ToString() => What is Letter letter ? $"takes {letter}" : What.ToString()!;
}
