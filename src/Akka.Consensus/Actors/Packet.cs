using Akka.Consensus.Core;

namespace Akka.Consensus.Actors;

/// <summary>A message of one core to another, as actors carry it.</summary>
/// <param name="From">The core that sent it: it stays the same over restarts, which an actor reference does not.</param>
/// <param name="Message">The message.</param>
internal sealed record Packet(Address From, IMessage Message);
