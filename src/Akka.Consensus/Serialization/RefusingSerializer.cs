using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Consensus.Serialization;

/// <summary>
/// Stands where Akka has its JSON serializer, under the same identifier, and refuses all that this one would create. Akka's takes the name of a type
/// from the message (<c>$type</c>) and makes an object of it, whoever sent it. Thread-safe.
/// </summary>
/// <remarks>
/// Configured as <c>akka.actor.serializers.json</c>. An application that sends messages of its own between its nodes must then bind them to a
/// serializer of its own: what is bound to none goes by JSON in Akka, and is refused here.
/// </remarks>
public sealed class RefusingSerializer : Akka.Serialization.Serializer
{
    /// <summary>Made by Akka.</summary>
    /// <param name="system">The ActorSystem.</param>
    /// <param name="settings">Akka's settings for its JSON serializer; not used.</param>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
    }

    /// <summary>That of Akka's JSON serializer: what arrives under it comes here.</summary>
    public override int Identifier => 1;

    /// <inheritdoc/>
    public override bool IncludeManifest => false;

    /// <summary>Refuses.</summary>
    /// <exception cref="SerializationException">Always.</exception>
    public override byte[] ToBinary(object obj) => throw new SerializationException(
        $"{obj.GetType()} has no serializer of its own, and JSON is switched off: bind it in akka.actor.serialization-bindings");

    /// <summary>Refuses.</summary>
    /// <exception cref="SerializationException">Always. Akka drops the message.</exception>
    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException(
        "a message came as JSON, which could name any type, and was refused");
}
