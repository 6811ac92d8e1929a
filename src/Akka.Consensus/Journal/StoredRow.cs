namespace Akka.Consensus.Journal;

/// <summary>
/// A row of a role's journal as it is on the disk. Nobody but <see cref="RowChain"/> looks into it: what cannot be read is then noticed
/// where it is known which row of which file it is.
/// </summary>
internal sealed class StoredRow(byte[] bytes)
{
    /// <summary>The protobuf message <c>Row</c>.</summary>
    public byte[] Bytes { get; } = bytes;
}
