using System.Runtime.Serialization;
using System.Text;
using Akka.Consensus.Core;
using Akka.Consensus.Journal;
using Akka.Serialization;

namespace Akka.Consensus.Tests.Journal;

/// <summary>An event of these specs.</summary>
internal sealed record Happened(string Text) : IEvent;

/// <summary>An event of these specs that replaces all before it.</summary>
internal sealed record Replaced(string Text) : IRebase;

/// <summary>An event that nobody here can read back.</summary>
internal sealed record Unheard : IEvent;

/// <summary>Stores the events above.</summary>
internal sealed class RowsSerializer() : SerializerWithStringManifest(null!)
{
    public static RowsSerializer Instance { get; } = new();

    public override int Identifier => 1;

    public override string Manifest(object o) => o.GetType().Name;

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(obj switch
    {
        Happened happened => happened.Text,
        Replaced replaced => replaced.Text,
        _ => "",
    });

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        nameof(Happened) => new Happened(Encoding.UTF8.GetString(bytes)),
        nameof(Replaced) => new Replaced(Encoding.UTF8.GetString(bytes)),
        _ => throw new SerializationException($"{manifest} is unknown"),
    };

    /// <summary>A chain of a role.</summary>
    public static RowChain Chain(string persistenceId = "some-role") => new("/data/journal.db", persistenceId, Instance);
}
