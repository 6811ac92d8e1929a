using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Lease;

namespace Akka.Consensus.DistributedLock;

/// <summary>Any text as the name of a lock.</summary>
internal static class SafeName
{
    private const int HashLength = 2 * SHA256.HashSizeInBytes;

    /// <summary>The name itself if a lock can have it; else as much of it as has room, and a hash of all of it.</summary>
    public static string Of(string name)
    {
        var isReserved = name.StartsWith(ConsensusLease.LockNamePrefix, StringComparison.Ordinal);
        return LockName.IsValid(name) && !isReserved ? name : Beginning(isReserved ? "_" + name : name) + "#" + Hash(name);
    }

    /// <summary>Whole characters only; what is no character is replaced.</summary>
    private static string Beginning(string name)
    {
        var beginning = new StringBuilder();
        var room = LockName.MaxBytes - HashLength - 1;
        foreach (var rune in name.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
                break;
            beginning.Append(rune);
        }

        return beginning.ToString();
    }

    /// <summary>Of the UTF-16 that it is: as UTF-8 all halves of surrogate pairs would be the same.</summary>
    private static string Hash(string name)
    {
        var bytes = new byte[sizeof(char) * name.Length];
        for (var i = 0; i < name.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(sizeof(char) * i), name[i]);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }
}
