using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Transactions;

namespace Akka.Consensus.Tests.Transactions;

/// <summary>A participant that votes when it is told how: so a transaction stays undecided until then.</summary>
internal sealed class Gate(string name) : ParticipantActor
{
    private TransactionId? _asked;
    private Vote? _told;

    public override string PersistenceId => $"gate-{name}";

    protected override void Prepare(TransactionId id, object operation)
    {
        _asked = id;
        Answer();
    }

    protected override void Finish(TransactionId id, object operation, Decision decision) => Finished(id);

    protected override void OnMessage(object message)
    {
        _told = (Vote)message;
        Answer();
    }

    private void Answer()
    {
        if (_asked is { } id && _told is { } vote)
            CastVote(id, vote, "the gate was closed");
    }
}
