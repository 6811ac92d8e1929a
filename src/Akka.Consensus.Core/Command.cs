namespace Akka.Consensus.Core;

/// <summary>What an entry of the replicated log says. Immutable; two commands with the same content are equal.</summary>
public abstract record Command
{
    /// <summary>How many bytes it takes in a message or a journal row, roughly: what batches are limited by.</summary>
    public abstract int Size { get; }

    /// <summary>Adds its content to a fingerprint, the same way in every process on every machine.</summary>
    public abstract void AddTo(ref Fingerprint fingerprint);
}
