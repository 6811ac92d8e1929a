using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Address = Akka.Consensus.Core.Address;

namespace Akka.Consensus.Actors;

/// <summary>
/// Finds the actor behind the address of a core, for the roles of one node. Whom it cannot find it does not send to: every message
/// may be lost, and the cores know it. Thread-safe.
/// </summary>
internal sealed class Router(NodeId self, Peers peers)
{
    // Four for each session there may be: clients that only ask need none.
    private static readonly int MaxClients = 4 * TableLimits.Standard.Sessions;
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(1);

    private readonly IActorRef?[] _local = new IActorRef?[Enum.GetValues<Role>().Length];
    private readonly ConcurrentDictionary<string, (IActorRef Reference, TimeSpan At)> _clients = new();

    /// <summary>The actor of a role on this node; null before it was started.</summary>
    public IActorRef? Local(Role role) => Volatile.Read(ref _local[(int)role]);

    /// <summary>Takes note of the actor of a role on this node.</summary>
    public void SetLocal(Role role, IActorRef reference) => Volatile.Write(ref _local[(int)role], reference);

    /// <summary>Takes note of where a message came from.</summary>
    /// <returns>False if it came from a new client, and too many are known: there would be no way to answer it.</returns>
    public bool Note(Packet packet, IActorRef sender)
    {
        if (packet.Message is ClientMessage message)
            return !message.IsSound || NoteClient(message.Client.Value, sender);
        if (packet.From.Role is not (Role.Client or Role.Participant) && packet.From.Node != self)
            peers.Note(packet.From.Node, sender.Path.Address);
        return true;
    }

    /// <summary>Sends a message of this node's core. A client's message that is passed on keeps its sender.</summary>
    public void Send(Address from, IActorRef fromReference, Address to, IMessage message)
    {
        var target = Find(to);
        if (target is null)
            return;
        var sender = message is ClientMessage passedOn && _clients.TryGetValue(passedOn.Client.Value, out var client)
            ? client.Reference
            : fromReference;
        target.Tell(new Packet(from, message is StatusAnswer status ? Locate(status) : message), sender);
    }

    /// <summary>Forgets the clients that have been silent for so long that no session of theirs can live.</summary>
    public void ForgetSilentClients()
    {
        var now = Clock.Now;
        foreach (var (name, client) in _clients)
        {
            if (now - client.At > Forgotten)
                _clients.TryRemove(name, out _);
        }
    }

    private bool NoteClient(string name, IActorRef sender)
    {
        if (!_clients.ContainsKey(name) && _clients.Count >= MaxClients)
            return false;
        _clients[name] = (sender, Clock.Now);
        return true;
    }

    private IActorRef? Find(Address to)
    {
        if (to.Role == Role.Client)
            return _clients.TryGetValue(to.Name, out var client) ? client.Reference : null;
        if (to.Role == Role.Participant)
            return peers.Participant(to.Name);
        return to.Node == self ? Local(to.Role) : peers.Find(to.Node, to.Role);
    }

    private StatusAnswer Locate(StatusAnswer status) =>
        status with { Voters = [.. status.Voters.Select(peers.Describe)] };
}
