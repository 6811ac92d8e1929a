using System.Diagnostics;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Telemetry;

/// <summary>What one role of a voter counts.</summary>
internal sealed class RoleMeter(ConsensusSettings settings, string role)
{
    private readonly KeyValuePair<string, object?>[] _node = [ConsensusTelemetry.Group(settings.Group), new("node", settings.NodeId.Value)];
    private readonly KeyValuePair<string, object?>[] _role =
        [ConsensusTelemetry.Group(settings.Group), new("node", settings.NodeId.Value), new("role", role)];

    public void LeaderChanged() => NodeInstruments.LeaderChanges.Add(1, _node);

    /// <summary>A message is about to leave: some of them are refusals.</summary>
    public void Sending(IMessage message)
    {
        if (message is Overloaded)
            NodeInstruments.Refused.Add(1, _node);
    }

    public void Dropped() => NodeInstruments.Dropped.Add(1, _role);

    /// <summary>When a write begins; 0 if nobody wants to know how long it takes.</summary>
    public static long BeginWrite() => NodeInstruments.JournalWrites.Enabled ? Stopwatch.GetTimestamp() : 0;

    public void Written(long begun)
    {
        if (begun != 0)
            NodeInstruments.JournalWrites.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, _role);
    }

    public void WriteFailed() => NodeInstruments.JournalFailures.Add(1, _role);
}
