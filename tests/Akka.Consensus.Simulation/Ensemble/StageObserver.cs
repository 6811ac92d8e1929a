using Akka.Consensus.Core;

namespace Akka.Consensus.Simulation.Ensemble;

/// <summary>
/// Sees everything that happens on a <see cref="Stage"/>: what a checker of one rule derives from, or what counts the branches that were visited. A rule
/// that is broken is told by a <see cref="Checks.ViolationException"/>. What is seen is messages, disks and outcomes, not what cores say of themselves.
/// </summary>
public abstract class StageObserver
{
    /// <summary>A message leaves a role: what it had to wait for is durable.</summary>
    public virtual void Sent(StageRole from, Address to, IMessage message)
    {
    }

    /// <summary>A message is about to be taken.</summary>
    public virtual void Received(StageRole to, Address from, IMessage message)
    {
    }

    /// <summary>An event of a role is durable.</summary>
    public virtual void BecameDurable(StageRole role, IEvent change)
    {
    }

    /// <summary>A role has recovered what its disk holds and is about to start.</summary>
    public virtual void Recovered(StageRole role)
    {
    }

    /// <summary>A role has carried out all that one call asked for.</summary>
    public virtual void Stepped(StageRole role)
    {
    }

    /// <summary>An application is about to be told.</summary>
    public virtual void Telling(StageRole role, IOutcome outcome)
    {
    }

    /// <summary>A role is about to die, alone or with its process: what waits for it waits in vain.</summary>
    public virtual void Dying(StageRole role)
    {
    }

    /// <summary>A node that is down has lost all that its disks held.</summary>
    public virtual void Wiped(StageNode node)
    {
    }
}
