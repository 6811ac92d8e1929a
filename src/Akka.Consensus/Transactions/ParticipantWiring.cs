using Akka.Actor;
using Akka.Consensus.Actors;
using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;
using Address = Akka.Consensus.Core.Address;

namespace Akka.Consensus.Transactions;

/// <summary>What connects a participant with the rest: its name, its way to the others, and the serializers of the application.</summary>
internal sealed class ParticipantWiring
{
    private readonly Consensus _consensus;
    private readonly ExtendedActorSystem _system;

    public ParticipantWiring(ActorSystem system, IActorRef self)
    {
        _system = (ExtendedActorSystem)system;
        _consensus = Consensus.Get(system);
        Board = TransactionBoard.Get(system);
        Name = NameOf(_system, self);
    }

    /// <summary>What the others reach the participant by.</summary>
    public string Name { get; }

    /// <summary>What is configured.</summary>
    public ConsensusSettings Settings => _consensus.Settings;

    /// <summary>Where this process shows its transactions.</summary>
    public TransactionBoard Board { get; }

    /// <summary>What others reach an actor by.</summary>
    public static string NameOf(ExtendedActorSystem system, IActorRef actor) => actor.Path.ToStringWithAddress(system.Provider.DefaultAddress);

    /// <summary>Sends a message of the participant. What cannot be sent is lost: it is sent again.</summary>
    public void Send(Address to, IMessage message, IActorRef self)
    {
        var target = to.Role == Role.Participant ? _consensus.Peers.Participant(to.Name) : _consensus.Peers.Find(to.Node, to.Role);
        target?.Tell(new Packet(new Address(Role.Participant, Name), message), self);
    }

    /// <summary>An operation, as the application knows it.</summary>
    public object Read(Operation operation) =>
        _system.Serialization.Deserialize(operation.Content.Bytes.ToArray(), operation.Serializer, operation.Manifest);

    /// <summary>An operation, as it is sent and stored.</summary>
    public Operation Write(object operation) => Operations.Write(_system, operation);
}

/// <summary>Operations of the application, by its serializers.</summary>
internal static class Operations
{
    /// <summary>An operation, as it is sent and stored.</summary>
    public static Operation Write(ExtendedActorSystem system, object operation)
    {
        var serializer = system.Serialization.FindSerializerFor(operation);
        return new Operation(serializer.Identifier, Akka.Serialization.Serialization.ManifestFor(serializer, operation),
            new Value(serializer.ToBinary(operation)));
    }
}
