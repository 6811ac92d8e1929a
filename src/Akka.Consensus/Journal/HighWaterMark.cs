using Microsoft.Win32.SafeHandles;

namespace Akka.Consensus.Journal;

/// <summary>
/// The file <c>journal.mark</c>: for each role the last row that is known to be on the disk. It stands beside the journal and not in it,
/// so that what cuts the end off the journal, or brings an older one back, does not take the mark along: SQLite itself drops, without a
/// word, all that follows a flipped bit in its write-ahead log.
/// </summary>
/// <remarks>
/// A mark is written after the journal has said that its row is durable, so it never runs ahead of a journal that is whole. It is synced
/// only now and then: a power cut may take some marks back. Then less is noticed, and no false alarm is raised.
/// </remarks>
internal sealed class HighWaterMark : IDisposable
{
    /// <summary>The file's name in the data directory.</summary>
    public const string FileName = "journal.mark";

    // An idle node is to leave its disk alone, so this runs once after a mark was written, and not by itself.
    private static readonly TimeSpan SyncDelay = TimeSpan.FromSeconds(5);

    private readonly SafeFileHandle _file;
    private readonly Dictionary<UInt128, RoleMark> _roles;
    private readonly HashSet<int> _taken;
    private readonly Timer _sync;
    private readonly Lock _lock = new();
    private int _isDirty;
    private bool _isDisposed;

    private HighWaterMark(string path, bool wasMissing)
    {
        Path = path;
        WasMissing = wasMissing;
        Found = MarkLayout.Read(File.ReadAllBytes(path));
        _roles = Found.ToDictionary(r => r.Key, r => new RoleMark(this, r));
        _taken = [.. Found.Select(r => r.Index)];
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        _sync = new Timer(_ => Sync());
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>Whether the file was not there when it was opened, and was made.</summary>
    public bool WasMissing { get; }

    /// <summary>The marks that were in the file when it was opened.</summary>
    public IReadOnlyList<MarkLayout.Record> Found { get; }

    /// <summary>Opens the mark of a data directory; an absent one is made.</summary>
    /// <exception cref="IOException">It cannot be read or made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read or made.</exception>
    /// <exception cref="InvalidDataException">It is damaged; the message says how.</exception>
    public static HighWaterMark Open(string directory)
    {
        var path = System.IO.Path.Combine(directory, FileName);
        var isMissing = !File.Exists(path);
        if (isMissing)
            Create(path);
        return new HighWaterMark(path, isMissing);
    }

    /// <summary>The mark of one role. One life of that role uses it at a time.</summary>
    public RoleMark Of(string persistenceId)
    {
        var key = MarkLayout.KeyOf(persistenceId);
        lock (_lock)
        {
            if (!_roles.TryGetValue(key, out var role))
            {
                var free = Enumerable.Range(0, MarkLayout.Capacity).First(i => !_taken.Contains(i));
                _taken.Add(free);
                role = new RoleMark(this, new MarkLayout.Record(key, free, Slot: 1, default));
                _roles.Add(key, role);
            }

            return role;
        }
    }

    /// <summary>Syncs the file and closes it.</summary>
    public void Dispose()
    {
        _sync.Dispose();
        Sync();
        lock (_lock)
        {
            _isDisposed = true;
            _file.Dispose();
        }
    }

    /// <summary>Writes a slot; it is synced later.</summary>
    /// <exception cref="IOException">The disk did not take it.</exception>
    internal void Write(ReadOnlySpan<byte> slot, long offset)
    {
        RandomAccess.Write(_file, slot, offset);
        if (Interlocked.Exchange(ref _isDirty, 1) == 0)
            _sync.Change(SyncDelay, Timeout.InfiniteTimeSpan);
    }

    private void Sync()
    {
        lock (_lock)
        {
            if (_isDisposed || Interlocked.Exchange(ref _isDirty, 0) == 0)
                return;
            try
            {
                RandomAccess.FlushToDisk(_file);
            }
            catch (IOException)
            {
                // The marks stay where they are, and the next one that is written brings the next attempt.
            }
        }
    }

    // Under another name until it is on the disk: what has the right name is whole.
    private static void Create(string path)
    {
        var making = path + ".new";
        using (var file = File.OpenHandle(making, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, MarkLayout.Empty(), 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(making, path, overwrite: false);
    }
}
