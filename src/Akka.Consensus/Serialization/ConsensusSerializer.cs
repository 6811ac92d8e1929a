using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Consensus.Actors;
using Akka.Consensus.Core;
using Akka.Consensus.Events;
using Akka.Consensus.Fencing;
using Akka.Consensus.Journal;
using Akka.Consensus.Transactions;
using Akka.Serialization;
using Google.Protobuf;

namespace Akka.Consensus.Serialization;

/// <summary>
/// Protobuf for everything that is sent or stored. The manifest names the message, not a type, and carries a version: a node reads what an
/// older one wrote, and a type may move or be renamed.
/// </summary>
public sealed class ConsensusSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string PacketManifest = "M1";
    private const string EventManifest = "E1";
    private const string RowManifest = "R1";
    private const string SnapshotManifest = "S1";
    private const string FencingManifest = "F1";
    private const string PublishedManifest = "L1";
    private const string HoldLocksManifest = "T1";

    /// <inheritdoc/>
    public override int Identifier => 2711;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        Packet => PacketManifest,
        Snapshot => SnapshotManifest,
        IEvent => EventManifest,
        StoredRow => RowManifest,
        IFencingMessage => FencingManifest,
        PublishedLockEvents => PublishedManifest,
        HoldLocks => HoldLocksManifest,
        _ => throw new SerializationException($"{o.GetType()} is not a message or an event of Akka.Consensus"),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => obj switch
    {
        Packet packet => MessageMapping.ToProto(packet).ToByteArray(),
        IEvent stored => EventMapping.ToProto(stored).ToByteArray(),
        StoredRow row => row.Bytes,
        IFencingMessage fencing => FencingMapping.ToProto(fencing, system).ToByteArray(),
        PublishedLockEvents published => PublishedMapping.ToProto(published).ToByteArray(),
        HoldLocks operation => DemandMapping.ToProto(operation).ToByteArray(),
        _ => throw new SerializationException($"{obj.GetType()} is not a message or an event of Akka.Consensus"),
    };

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        PacketManifest => MessageMapping.FromProto(Proto.Packet.Parser.ParseFrom(bytes)),
        EventManifest => EventMapping.FromProto(Proto.Event.Parser.ParseFrom(bytes)),
        RowManifest => new StoredRow(bytes),
        SnapshotManifest => SnapshotFrom(bytes),
        FencingManifest => FencingMapping.FromProto(Proto.FencingMessage.Parser.ParseFrom(bytes), system),
        PublishedManifest => PublishedMapping.FromProto(Proto.PublishedLockEvents.Parser.ParseFrom(bytes)),
        HoldLocksManifest => DemandMapping.FromProto(Proto.HoldLocks.Parser.ParseFrom(bytes)),
        _ => throw new SerializationException($"the manifest '{manifest}' is unknown: it was written by a newer version of Akka.Consensus"),
    };

    // A snapshot that cannot be read is no loss, unlike a row of the journal: the learner fetches another node's.
    private static IEvent SnapshotFrom(byte[] bytes)
    {
        try
        {
            return EventMapping.FromProto(Proto.Event.Parser.ParseFrom(bytes));
        }
        catch (InvalidProtocolBufferException)
        {
            return Snapshot.Unreadable;
        }
    }
}
