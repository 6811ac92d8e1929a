using System.Diagnostics;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Cli;

/// <summary>The state machine by itself, in this process: what its memory is, and what a snapshot takes, without journal, network or anything else.</summary>
internal static class TableBench
{
    public static TableJson Measure(int count, int sessions)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var table = Fill(count, sessions);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;

        var clock = Stopwatch.StartNew();
        var writer = new StateWriter();
        table.Write(writer);
        var snapshot = writer.ToArray();
        var written = clock.Elapsed;
        clock.Restart();
        new SessionTable(new LockTable(TableLimits.Standard)).Read(new StateReader(snapshot));
        var read = clock.Elapsed;
        GC.KeepAlive(table);
        return new TableJson((double)bytes / count, snapshot.Length, written.TotalSeconds, read.TotalSeconds);
    }

    private static SessionTable Fill(int count, int sessions)
    {
        var table = new SessionTable(new LockTable(TableLimits.Standard));
        var effects = new Effects();
        var index = 0L;
        var sequences = new long[sessions];
        for (var i = 0; i < sessions; i++)
            Apply(new OpenSession(new ClientId($"host/{i}/00000000"), 1, TimeSpan.FromSeconds(10)));
        for (var i = 0; i < count; i++)
        {
            var sequence = ++sequences[i % sessions];
            Apply(new SessionRequest(new SessionId(i % sessions + 1), sequence, sequence - 1, new Acquire(CapacityFill.NameOf(i), Waits: true)));
        }

        return table;

        void Apply(Command command)
        {
            table.Apply(new LogIndex(++index), command, effects);
            table.Answer(effects);
            table.ClearEvents();
            effects.Clear();
        }
    }
}
