using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Consensus.Actors;
using Akka.Consensus.Core;
using Akka.Consensus.Serialization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Xunit;
using Address = Akka.Consensus.Core.Address;
using IMessage = Akka.Consensus.Core.IMessage;

namespace Akka.Consensus.Tests.Wires;

/// <summary>What is written and read back.</summary>
internal sealed class Wire : IDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("serialization", Consensus.DefaultConfig());

    private ConsensusSerializer Serializer => (ConsensusSerializer)_system.Serialization.FindSerializerForType(typeof(IEvent));

    /// <summary>Messages and events by their names, as a theory wants them.</summary>
    public static TheoryData<string> Names(IEnumerable<object> samples) => [.. samples.Select(s => s.ToString()!)];

    /// <summary>The kinds of these messages and events that an assembly has and no sample shows.</summary>
    public static IEnumerable<string> Missing<T>(string name, IEnumerable<T> samples, params Type[] local) => typeof(IMessage).Assembly.GetTypes()
        .Where(t => t.IsAssignableTo(typeof(T)) && !t.IsAbstract && t.Namespace!.StartsWith(name, StringComparison.Ordinal))
        .Except(samples.Select(s => s!.GetType())).Except(local).Select(t => t.FullName!);

    public void AssertComesBack(object message)
    {
        var sent = message is IMessage inner ? new Packet(Address.Proposer(new NodeId("node-2")), inner) : message;
        Assert.IsType<ConsensusSerializer>(_system.Serialization.FindSerializerFor(sent));
        var back = Serializer.FromBinary(Serializer.ToBinary(sent), Serializer.Manifest(sent));
        Sameness.AssertSame(message, back is Packet packet ? packet.Message : back);
    }

    /// <summary>Leaves out each part that a message has, one after the other: it is then read as something else, or refused.</summary>
    /// <returns>How many were refused.</returns>
    public int CountRefusedParts(object message)
    {
        var (whole, manifest) = message is IMessage inner
            ? ((Google.Protobuf.IMessage)MessageMapping.ToProto(new Packet(Address.Proposer(new NodeId("node-2")), inner)), "M1")
            : (EventMapping.ToProto((IEvent)message), "E1");
        var refused = 0;
        foreach (var bytes in WithoutPart(whole).ToList())
        {
            try
            {
                Serializer.FromBinary(bytes, manifest);
            }
            catch (SerializationException)
            {
                refused++;
            }
        }

        return refused;

        IEnumerable<byte[]> WithoutPart(Google.Protobuf.IMessage part)
        {
            foreach (var field in part.Descriptor.Fields.InDeclarationOrder().Where(f => f.FieldType == FieldType.Message))
            {
                if (field.IsRepeated)
                {
                    foreach (var item in ((System.Collections.IEnumerable)field.Accessor.GetValue(part)).Cast<Google.Protobuf.IMessage>())
                    {
                        foreach (var bytes in WithoutPart(item))
                            yield return bytes;
                    }
                }
                else if (field.Accessor.GetValue(part) is Google.Protobuf.IMessage value)
                {
                    foreach (var bytes in WithoutPart(value))
                        yield return bytes;
                    field.Accessor.Clear(part);
                    yield return whole.ToByteArray();
                    field.Accessor.SetValue(part, value);
                }
            }
        }
    }

    public void Dispose() => _system.Dispose();
}
