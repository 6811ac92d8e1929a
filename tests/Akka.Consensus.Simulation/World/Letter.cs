using Akka.Consensus.Core;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Simulation.World;

/// <summary>One message on its way from one process to another.</summary>
public abstract class Letter(Network network, int from, int to, IMessage message) : Happening
{
    public int From => from;

    public int To => to;

    public IMessage Message => message;

    /// <summary>Where it comes from, for people.</summary>
    public string Sender => network.NameOf(from);

    /// <summary>Where it goes, for people.</summary>
    public string Receiver => network.NameOf(to);

    public sealed override void Happen()
    {
        if (network.LetsThrough(this))
            Arrive();
    }

    protected abstract void Arrive();
}

/// <summary>A message for a role of a node.</summary>
public sealed class LetterToRole(Network network, int from, RoleHost host, Address origin, IMessage message)
    : Letter(network, from, host.Node.Number, message)
{
    private readonly int _life = host.Node.Life;

    protected override void Arrive()
    {
        if (host.Node.IsPaused)
            host.Node.Run(Take);
        else
            Take();
    }

    private void Take()
    {
        if (host.Core is null)
            return;
        if (Message is ClientMessage known)
            host.Node.KnownClients.Add(known.Client.Value);
        if (_life != host.Node.Life)
            host.Node.World.Probes.Hit(Probe.MessageOutlivedTheProcessItWasFor);
        host.Receive(origin, Message);
    }
}

/// <summary>A message for a client.</summary>
public sealed class LetterToClient(Network network, int from, SimulatedClient client, Address origin, IMessage message)
    : Letter(network, from, client.Endpoint, message)
{
    protected override void Arrive()
    {
        if (client.IsPaused)
            client.Run(Take);
        else
            Take();
    }

    private void Take() => client.Receive(origin, Message);
}

/// <summary>A message between two roles of one process: nothing happens to it, unless the process ends, or the role that it is for.</summary>
public sealed class LocalLetter(RoleHost host, Address origin, IMessage message) : Happening
{
    private readonly int _life = host.Life;

    public override void Happen()
    {
        if (host.Node.IsPaused)
            host.Node.Run(Take);
        else
            Take();
    }

    private void Take()
    {
        if (_life == host.Life)
            host.Receive(origin, message);
    }
}
