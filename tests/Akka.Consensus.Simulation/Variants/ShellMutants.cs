using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;

namespace Akka.Consensus.Simulation.Variants;

/// <summary>
/// A shell that lets a role go on after a write has failed, as if it had not: what Akka.Persistence does by itself with an event that is rejected.
/// </summary>
public sealed class GoesOnAfterAFailedWrite : Variant
{
    public override bool StopsWhenAWriteFails => false;
}

/// <summary>Clients that take all clocks to run at the same rate.</summary>
public sealed class DriftIgnored : Variant
{
    public override LockClient NewClient(ClientId self, ClientSettings settings, Backoff backoff) => new(self, settings with { ClockDrift = 0 }, backoff);
}
