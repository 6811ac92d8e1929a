using System.Globalization;

namespace Akka.Consensus.Cli;

/// <summary>The figures of <c>bench capacity</c>, for people.</summary>
internal static class CapacityText
{
    private const double MiB = 1024 * 1024;

    public static string Of(CapacityJson f) => string.Create(CultureInfo.InvariantCulture, $"""
        FIGURE                                        {f.Locks:#,##0} LOCKS OF {f.Sessions:#,##0} SESSIONS
        acquire + release, 64 clients, none held      {f.Empty.PairsPerSecond:0} /s, p50 {f.Empty.P50Ms:0.0} ms, p99 {f.Empty.P99Ms:0.0} ms
        acquire + release, 64 clients, all held       {f.Full.PairsPerSecond:0} /s, p50 {f.Full.P50Ms:0.0} ms, p99 {f.Full.P99Ms:0.0} ms
        p50 against the empty table                   {f.Full.P50Ms / f.Empty.P50Ms:0.00} times
        acquiring all of them                         {f.FillSeconds:0.0} s
        memory of a node's process, before and after  {f.MemoryBefore / MiB:0} MiB, {f.MemoryAfter / MiB:0} MiB: {f.MemoryPerLock} bytes a lock
        memory of the table alone                     {f.Table.BytesPerLock:0} bytes a lock
        snapshot                                      {f.Table.SnapshotBytes / MiB:0.0} MiB, written in {f.Table.WriteSeconds:0.00} s, read in {f.Table.ReadSeconds:0.00} s
        snapshots.db                                  {f.SnapshotFileBytes / MiB:0.0} MiB
        all nodes killed, until a read is answered    {f.RestartSeconds:0.0} s
        """);
}
