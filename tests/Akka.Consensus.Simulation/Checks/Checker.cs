using Akka.Consensus.Core;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>Judges one thing that must always hold, by watching the run. It sees messages, disks and outcomes, not what cores say of themselves.</summary>
public abstract class Checker(Watch watch)
{
    /// <summary>The name of what it judges.</summary>
    public abstract string Id { get; }

    protected Watch Watch => watch;

    protected SimulatedWorld World => watch.World;

    /// <summary>A message leaves a node.</summary>
    public virtual void Sent(SimulatedNode from, Address to, IMessage message)
    {
    }

    /// <summary>A client sends.</summary>
    public virtual void Sent(SimulatedClient from, IMessage message)
    {
    }

    /// <summary>A message is about to be taken.</summary>
    public virtual void Received(Address to, Address from, IMessage message)
    {
    }

    /// <summary>An event of a role is durable; <see cref="DurableAcceptor"/> does not know of it yet.</summary>
    public virtual void BecameDurable(RoleHost host, IEvent change)
    {
    }

    /// <summary>A role's disk has lost some of what it held, or all of it.</summary>
    public virtual void Reverted(RoleHost host, DurableAcceptor former)
    {
    }

    /// <summary>A learner asks for a snapshot to be stored.</summary>
    public virtual void Saving(RoleHost host, Snapshot snapshot)
    {
    }

    /// <summary>A role has recovered and is about to start.</summary>
    public virtual void Recovered(RoleHost host)
    {
    }

    /// <summary>A role has carried out all that one call asked for.</summary>
    public virtual void Stepped(RoleHost host)
    {
    }

    /// <summary>A learner delivers a command.</summary>
    public virtual void Delivered(RoleHost host, LogIndex index, Command command)
    {
    }

    /// <summary>A command is chosen, and was carried out on the reference.</summary>
    public virtual void Chosen(LockStep step)
    {
    }

    /// <summary>An application is about to be told.</summary>
    public virtual void Telling(SimulatedClient client, IOutcome outcome)
    {
    }

    /// <summary>An application asks which locks are held.</summary>
    public virtual void Asked(SimulatedClient client, long query, bool isLinearizable)
    {
    }

    protected ViolationException Broken(string what) => new(Id, what);
}
