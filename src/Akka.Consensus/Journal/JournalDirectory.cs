namespace Akka.Consensus.Journal;

/// <summary>
/// A voter's data directory, held by an exclusive lock on the file <c>lock</c> inside it. Two processes that write one journal
/// would vote twice under one name; the lock makes the second one stop before it opens anything.
/// </summary>
/// <remarks>
/// The lock belongs to the open file, not to its content: the operating system drops it when the process ends, however it
/// ends (kill -9 included), and a lock file that is left behind means nothing. Safe to dispose from any thread.
/// </remarks>
internal sealed class JournalDirectory : IDisposable
{
    private const string LockName = "lock";

    private readonly FileStream _lock;

    private JournalDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The directory's absolute path.</summary>
    public string Path { get; }

    /// <summary>Makes the directory if need be and takes its lock, without waiting.</summary>
    /// <param name="path">The directory; a relative path starts at the process's working directory.</param>
    /// <returns>The directory, locked until it is disposed.</returns>
    /// <exception cref="JournalException">
    /// It cannot be made or written to, or another process (or another ActorSystem of this one) has it.
    /// </exception>
    public static JournalDirectory Acquire(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
            var file = System.IO.Path.Combine(full, LockName);
            return new JournalDirectory(full, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsLocked(e))
        {
            throw new JournalException($"The data directory '{full}' is in use by another process: every node needs one of its own.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(
                $"The data directory '{full}' cannot be written to ({e.Message.TrimEnd('.')}): "
                + "make it writable for this process, or name another one in akka.consensus.data-dir.",
                e);
        }
    }

    /// <summary>Opens the high-water mark that is in the directory.</summary>
    /// <param name="journal">Whose mark it is: the journal's file or database.</param>
    /// <exception cref="JournalException">It is damaged, or cannot be read or made.</exception>
    public HighWaterMark OpenMark(string journal)
    {
        try
        {
            return HighWaterMark.Open(Path);
        }
        catch (InvalidDataException damaged)
        {
            throw JournalFailures.Damaged(journal,
                $"its high-water mark '{System.IO.Path.Combine(Path, HighWaterMark.FileName)}' {damaged.Message}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The high-water mark of '{journal}' cannot be used ({failure.Message.TrimEnd('.')}). "
                + "Check the disk, and who owns the file.", failure);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    // What a refused lock looks like: ERROR_SHARING_VIOLATION on Windows, EWOULDBLOCK on Linux and on macOS.
    private static bool IsLocked(IOException e) => e.HResult is unchecked((int)0x80070020) or 11 or 35;
}
