using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Akka.Consensus.Client;
using Akka.Consensus.Core.Client;

namespace Akka.Consensus.Telemetry;

/// <summary>What is counted on the side of those who use locks. All sessions of a process count together, by group.</summary>
internal static class ClientInstruments
{
    private static readonly ConcurrentDictionary<SessionLease, string> Leases = new();

    private static readonly Counter<long> Lost = ConsensusTelemetry.Meter.CreateCounter<long>(
        "akka.consensus.locks.lost", "{lock}", "Locks that their holder lost.");

    private static readonly Counter<long> SessionsLost = ConsensusTelemetry.Meter.CreateCounter<long>(
        "akka.consensus.sessions.lost", "{session}", "Sessions that ended, and were not closed.");

    static ClientInstruments() => ConsensusTelemetry.Meter.CreateObservableUpDownCounter(
        "akka.consensus.locks.held", Held, "{lock}", "Locks that this process holds.");

    public static Counter<long> Acquires { get; } = ConsensusTelemetry.Meter.CreateCounter<long>(
        "akka.consensus.acquires", "{acquire}", "Acquires that have ended, by their outcome.");

    public static Histogram<double> AcquireDuration { get; } = ConsensusTelemetry.Meter.CreateHistogram<double>(
        "akka.consensus.acquire.duration", "s", "From the call to its outcome: the wait for those who have the lock is part of it.");

    /// <summary>A session was opened: its locks count from now on.</summary>
    public static void Opened(SessionLease lease, string group) => Leases[lease] = group;

    /// <summary>A session has ended.</summary>
    public static void Ended(SessionLease lease, bool isLost)
    {
        if (Leases.TryRemove(lease, out var group) && isLost)
            SessionsLost.Add(1, ConsensusTelemetry.Group(group));
    }

    /// <summary>A lock was lost.</summary>
    public static void LockLost(LossReason reason, string group) => Lost.Add(1, ConsensusTelemetry.Group(group), new("reason", reason switch
    {
        LossReason.SessionEnded => "session_ended",
        LossReason.Revoked => "revoked",
        _ => "held_too_long",
    }));

    private static IEnumerable<Measurement<long>> Held() =>
        Leases.GroupBy(l => l.Value).Select(g => new Measurement<long>(g.Sum(l => (long)l.Key.CountHeld()), ConsensusTelemetry.Group(g.Key)));
}
