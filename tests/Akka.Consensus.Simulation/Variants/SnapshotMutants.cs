using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Simulation.Variants;

/// <summary>Leaves the sessions, and the answers in their windows, out of a snapshot.</summary>
public sealed class SnapshotWithoutSessions : Variant
{
    public override SessionTable NewTable(TableLimits limits) => new Wrong(NewLocks(limits));

    private sealed class Wrong(LockTable locks) : SessionTable(locks)
    {
        private readonly SessionTable _none = new(locks);

        public override void Write(StateWriter writer) => _none.Write(writer);
    }
}

/// <summary>Leaves the tokens out of a snapshot.</summary>
public sealed class SnapshotWithoutTokens : Variant
{
    public override LockTable NewLocks(TableLimits limits) => new Wrong(limits);

    private sealed class Wrong(TableLimits limits) : LockTable(limits)
    {
        protected override void WriteToken(StateWriter writer, long token) => writer.Write(0);
    }
}

/// <summary>Drops entries that only this node has a snapshot of.</summary>
public sealed class TrimmedTooEarly : Variant
{
    public override Acceptor NewAcceptor(NodeId self, Quorum quorum, GroupSettings settings, long incarnation) =>
        new Wrong(self, quorum, settings, incarnation);

    private sealed class Wrong(NodeId self, Quorum quorum, GroupSettings settings, long incarnation) : Acceptor(self, quorum, settings, incarnation)
    {
        protected override LogIndex TrimPoint(LogIndex ofQuorum, LogIndex own) => LogIndex.Max(ofQuorum, own);
    }
}

/// <summary>Installs what has come of a snapshot before all of it has.</summary>
public sealed class HalfASnapshotInstalled : Variant
{
    public override Learner NewLearner(NodeId self, Quorum quorum, GroupSettings settings, IStateMachine state) =>
        new(self, quorum, settings, state, new Wrong());

    private sealed class Wrong : SnapshotTransfer
    {
        protected override bool IsComplete(int received, int length) => received * 2 >= length;

        protected override bool IsSound(Snapshot snapshot) => true;
    }
}

/// <summary>Applies entries whose predecessors have not come.</summary>
public sealed class GapApplied : Variant
{
    public override Learner NewLearner(NodeId self, Quorum quorum, GroupSettings settings, IStateMachine state) =>
        new Wrong(self, quorum, settings, state, new SnapshotTransfer());

    private sealed class Wrong(NodeId self, Quorum quorum, GroupSettings settings, IStateMachine state, SnapshotTransfer transfer)
        : Learner(self, quorum, settings, state, transfer)
    {
        protected override bool IsConnected(LogIndex previous) => true;
    }
}
