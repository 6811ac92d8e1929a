using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Akka.Consensus.Actors;

namespace Akka.Consensus.Telemetry;

/// <summary>What is counted on a voter. A process has one, mostly; each is told apart by the tag <c>node</c>.</summary>
internal static class NodeInstruments
{
    private static readonly ConcurrentDictionary<NodeView, bool> Nodes = new();

    static NodeInstruments()
    {
        var meter = ConsensusTelemetry.Meter;
        meter.CreateObservableGauge("akka.consensus.leader", () => Observe(n => n.Leads ? 1 : 0), null, "1 on the node that leads and answers, 0 on the others.");
        meter.CreateObservableGauge("akka.consensus.log.applied", () => Observe(n => n.Applied), "{entry}", "The last entry of the log that the node has applied.");
        meter.CreateObservableGauge("akka.consensus.log.lag", () => Observe(n => n.Behind), "{entry}", "Entries that the node knows to be chosen and has not applied.");
    }

    public static Counter<long> LeaderChanges { get; } = ConsensusTelemetry.Meter.CreateCounter<long>(
        "akka.consensus.leader.changes", "{change}", "How often the node saw a new leader.");

    public static Histogram<double> JournalWrites { get; } = ConsensusTelemetry.Meter.CreateHistogram<double>(
        "akka.consensus.journal.write.duration", "s", "From when a row was handed to the journal until it was on the disk.");

    public static Counter<long> JournalFailures { get; } = ConsensusTelemetry.Meter.CreateCounter<long>(
        "akka.consensus.journal.write.failures", "{write}", "Writes that the journal failed or refused; the role starts again.");

    public static Counter<long> Refused { get; } = ConsensusTelemetry.Meter.CreateCounter<long>(
        "akka.consensus.requests.refused", "{message}", "Messages of clients that the node refused in part or as a whole, for it has too much to do.");

    public static Counter<long> Dropped { get; } = ConsensusTelemetry.Meter.CreateCounter<long>(
        "akka.consensus.messages.dropped", "{message}", "Messages that were left undone for want of room; they are sent again.");

    /// <summary>A voter has been started: its gauges are shown.</summary>
    public static void Started(NodeView node) => Nodes[node] = true;

    /// <summary>A voter has stopped.</summary>
    public static void Stopped(NodeView node) => Nodes.TryRemove(node, out _);

    private static IEnumerable<Measurement<long>> Observe(Func<NodeView, long> value) =>
        Nodes.Keys.Select(n => new Measurement<long>(value(n), ConsensusTelemetry.Group(n.Group), new("node", n.Node)));
}
