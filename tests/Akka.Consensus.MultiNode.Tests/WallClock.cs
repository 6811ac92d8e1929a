using System.Globalization;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>
/// The wall clock of processes, which can be set while they run; by libfaketime, since it is one's own machine that these tests run on. The monotonic
/// clock goes on as it did.
/// </summary>
public sealed class WallClock : IDisposable
{
    private static readonly string[] Folders =
        ["/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib64/faketime", "/usr/lib/faketime"];

    private readonly string _file = Path.GetTempFileName();

    public WallClock() => SetOff(TimeSpan.Zero);

    /// <summary>What <c>env</c> is told, so that a process and all that it starts live by this clock. They look at it anew each second.</summary>
    public IReadOnlyList<string> Environment =>
    [
        $"LD_PRELOAD={Library}", $"FAKETIME_TIMESTAMP_FILE={_file}", "FAKETIME_CACHE_DURATION=1", "FAKETIME_DONT_FAKE_MONOTONIC=1",

        // A cure for old systems, on unless switched off, that makes every wait of .NET a slow one.
        "FAKETIME_FORCE_MONOTONIC_FIX=0",
    ];

    /// <summary>Where the library is; without it this cannot be tested, and is not.</summary>
    public static string Library => Folders.Select(f => Path.Combine(f, "libfaketimeMT.so.1")).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("libfaketime is missing: apt-get install faketime");

    /// <summary>Sets the clock, so far off the true time.</summary>
    public void SetOff(TimeSpan by)
    {
        // In place of the old one, at once: whoever reads it meanwhile reads one of the two.
        var changed = _file + ".new";
        File.WriteAllText(changed, by.TotalSeconds.ToString("+0;-0", CultureInfo.InvariantCulture));
        File.Move(changed, _file, overwrite: true);
    }

    public void Dispose() => File.Delete(_file);
}
