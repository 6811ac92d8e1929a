using Akka.Consensus.Core;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>A value that a leader may propose.</summary>
public sealed record ProposedValue(int Number) : Command
{
    public override int Size => 1;

    public override void AddTo(ref Fingerprint fingerprint) => fingerprint.Add(Number);
}
