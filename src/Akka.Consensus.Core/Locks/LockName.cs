using System.Text;

namespace Akka.Consensus.Core.Locks;

/// <summary>What may be the name of a lock.</summary>
public static class LockName
{
    /// <summary>How long a name may be, in bytes of UTF-8.</summary>
    public const int MaxBytes = 512;

    /// <summary>Whether a lock may have this name.</summary>
    public static bool IsValid(string name) => name.Length > 0 && name.Length <= MaxBytes && Encoding.UTF8.GetByteCount(name) <= MaxBytes;
}
