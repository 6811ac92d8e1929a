using System.Runtime.InteropServices;
using System.Text;

namespace Akka.Consensus.Cli;

/// <summary>
/// A file that each write goes to the end of, whoever else writes. The framework's own append mode remembers where the end was: two
/// owners at once would write over each other, and the evidence of it would be gone.
/// </summary>
internal sealed partial class AppendOnlyFile : IDisposable
{
    private const int WriteOnly = 1;
    private static readonly int Append = OperatingSystem.IsMacOS() ? 0x8 : 0x400;

    private readonly int _descriptor;

    /// <param name="path">Where it is; made if it does not exist.</param>
    /// <param name="isNew">Whether to forget what others wrote there before.</param>
    public AppendOnlyFile(string path, bool isNew)
    {
        new FileStream(path, isNew ? FileMode.Create : FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
        _descriptor = Open(path, WriteOnly | Append);
        if (_descriptor < 0)
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public void WriteLine(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        if (Write(_descriptor, bytes, bytes.Length) != bytes.Length)
            throw new IOException($"a shared file could not be written: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public void Dispose() => _ = Close(_descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte[] bytes, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
