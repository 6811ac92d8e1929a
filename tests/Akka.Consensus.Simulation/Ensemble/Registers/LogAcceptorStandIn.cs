using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Simulation.Ensemble.Registers;

/// <summary>Stands for the acceptor of the node's log, of which a register's acceptor only asks whether the node's journals may vote.</summary>
/// <param name="mayVote">Whether they may: not where they were lost.</param>
public sealed class LogAcceptorStandIn(Func<bool> mayVote) : IRole
{
    /// <inheritdoc/>
    public void Recover(IEvent stored) => throw new InvariantException("nothing is stored here");

    /// <inheritdoc/>
    public void Start(TimeSpan now, Effects effects)
    {
    }

    /// <inheritdoc/>
    public void Tick(TimeSpan now, Effects effects)
    {
    }

    /// <inheritdoc/>
    public void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        if (message is AskStanding)
            effects.Send(from, new Standing(mayVote()));
    }
}
