using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Akka.Consensus.Telemetry;

/// <summary>The meter and the source of activities of this library. Without a listener they cost next to nothing.</summary>
public static class ConsensusTelemetry
{
    /// <summary>The name of both: what to give to <c>AddMeter</c> and <c>AddSource</c> of OpenTelemetry.</summary>
    public const string Name = "Akka.Consensus";

    internal static Meter Meter { get; } = new(Name);

    internal static ActivitySource Source { get; } = new(Name);

    internal static KeyValuePair<string, object?> Group(string group) => new("group", group);
}
