using System.Collections.Immutable;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Akka.Consensus.Tests.Transactions;

/// <summary>The application's serializer for the state of a <see cref="Bank"/>: Akka's JSON writes such a dictionary, and cannot read it.</summary>
public sealed class BankSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 4711;

    public override string Manifest(object o) => "accounts";

    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes((ImmutableDictionary<string, long>)obj);

    public override object FromBinary(byte[] bytes, string manifest) => JsonSerializer.Deserialize<ImmutableDictionary<string, long>>(bytes)!;
}
