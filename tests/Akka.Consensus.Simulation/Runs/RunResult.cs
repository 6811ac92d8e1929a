using Akka.Consensus.Simulation.Checks;
using Akka.Consensus.Simulation.Faults;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>What became of one run.</summary>
/// <param name="Seed">Whose run.</param>
/// <param name="Plan">How it was drawn, with the changes asked for.</param>
/// <param name="Steps">How many things happened.</param>
/// <param name="Time">How much virtual time passed, in microseconds.</param>
/// <param name="Chosen">How many commands were chosen.</param>
/// <param name="Hash">The hash of all that happened.</param>
/// <param name="Probes">What was visited.</param>
/// <param name="Faults">What struck.</param>
/// <param name="Failure">What did not hold; null if everything did.</param>
public sealed record RunResult(ulong Seed, SwarmPlan Plan, long Steps, long Time, long Chosen, ulong Hash, Probes Probes, FaultCounts Faults,
    ViolationException? Failure);
