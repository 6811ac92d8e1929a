using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Faults;

/// <summary>Takes note of every fault that strikes: in the trace, and, while the faulty time lasts, in the counts.</summary>
public sealed class FaultLog(Trace trace)
{
    public FaultCounts Counts { get; } = new();

    /// <summary>Whether the faulty time is over. Between nodes that are left broken messages go on being lost: that is not counted.</summary>
    public bool IsOver { get; set; }

    /// <summary>A message was struck.</summary>
    public void Note(Fault fault, Letter letter)
    {
        Count(fault);
        trace.Struck(fault, letter);
    }

    /// <summary>Anything else was struck.</summary>
    public void Note(Fault fault, string who, string what)
    {
        Count(fault);
        trace.Struck(fault, who, what);
    }

    private void Count(Fault fault)
    {
        if (!IsOver)
            Counts.Count(fault);
    }
}
