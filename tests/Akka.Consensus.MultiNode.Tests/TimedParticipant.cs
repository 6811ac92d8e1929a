using Akka.Actor;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Transactions;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>A participant that always votes yes, when a test lets it.</summary>
internal sealed class TimedParticipant(string name, Func<Task> beforeVote, Action<Decision> decided) : ParticipantActor
{
    private sealed record Ready(TransactionId Id);

    public override string PersistenceId => name;

    protected override void Prepare(TransactionId id, object operation) => beforeVote().PipeTo(Self, success: () => new Ready(id));

    protected override void Finish(TransactionId id, object operation, Decision decision)
    {
        decided(decision);
        Finished(id);
    }

    protected override void OnMessage(object message)
    {
        if (message is Ready ready)
            CastVote(ready.Id, Vote.Yes);
    }
}
