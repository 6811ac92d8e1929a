using Akka.Consensus.Core;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Actors;

/// <summary>
/// Decides what a role leaves undone when more comes than it can do: while it recovers, while its journal hangs, or for want of time. An actor's
/// mailbox, its stash and what waits for its journal have no bounds of their own. Any message from another node or a client may be lost,
/// and is sent again; those between the roles of a node may not. Not thread-safe.
/// </summary>
/// <param name="self">This node.</param>
/// <param name="limit">How many messages may wait.</param>
/// <param name="waiting">How many wait in the mailbox.</param>
internal sealed class Backlog(NodeId self, int limit, Func<int> waiting)
{
    private int _stashed;
    private int _unwritten;

    /// <summary>Something waits for the journal.</summary>
    public void Defer() => _unwritten++;

    /// <summary>The journal has come to it.</summary>
    public void Done() => _unwritten--;

    /// <summary>Whether to leave a message undone.</summary>
    /// <param name="packet">The message.</param>
    /// <param name="isRecovering">Whether the role still reads its journal. It asks anew for what it missed meanwhile, of its own node too.</param>
    public bool IsTooMuch(Packet packet, bool isRecovering)
    {
        if (isRecovering)
            return ++_stashed > limit;
        if (packet.From.Role != Role.Client && packet.From.Node == self)
            return false;
        return _unwritten >= limit || (packet.Message is ClientMessage && waiting() >= limit);
    }
}
