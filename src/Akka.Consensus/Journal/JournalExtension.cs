using Akka.Actor;
using Akka.Event;

namespace Akka.Consensus.Journal;

/// <summary>
/// Holds the journal file of an ActorSystem, and the one with its snapshots: opened and checked when the extension is first asked for, closed
/// and unlocked when the system has terminated.
/// </summary>
/// <remarks>
/// Ask for it when a node starts, before any actor: what is wrong with the file then reaches whoever starts the node as a
/// <see cref="JournalException"/>, instead of a journal actor that restarts for ever.
/// </remarks>
internal sealed class JournalExtension : IExtension
{
    private JournalExtension(JournalFile file, SnapshotFile snapshots, Task closed)
    {
        File = file;
        Snapshots = snapshots;
        Closed = closed;
    }

    /// <summary>The journal, open as long as the ActorSystem runs.</summary>
    public JournalFile File { get; }

    /// <summary>The snapshots, open as long as the ActorSystem runs.</summary>
    public SnapshotFile Snapshots { get; }

    /// <summary>Completes when the system has terminated and the files are closed and unlocked.</summary>
    public Task Closed { get; }

    /// <summary>Returns the extension of a system, opening the file at the first call. Safe to call from any thread.</summary>
    /// <param name="system">The system, with <c>akka.consensus.data-dir</c> in its configuration.</param>
    /// <exception cref="JournalException">The file cannot be used; later calls throw the same.</exception>
    public static JournalExtension Get(ActorSystem system) => system.WithExtension<JournalExtension, Provider>();

    /// <summary>Makes the extension.</summary>
    internal sealed class Provider : ExtensionIdProvider<JournalExtension>
    {
        /// <inheritdoc />
        public override JournalExtension CreateExtension(ExtendedActorSystem system)
        {
            var file = JournalFile.Open(system.Settings.Config.GetString("akka.consensus.data-dir"));
            SnapshotFile snapshots;
            try
            {
                snapshots = SnapshotFile.Open(Path.GetDirectoryName(file.Path)!);
            }
            catch
            {
                file.Dispose();
                throw;
            }

            if (snapshots.PutAside is { } aside)
                system.Log.Warning("the snapshots were damaged and are now in {0}; this node gets them from another one", aside);
            var closed = system.WhenTerminated.ContinueWith(_ => Close(snapshots, file), TaskScheduler.Default);
            return new JournalExtension(file, snapshots, closed);
        }

        private static void Close(SnapshotFile snapshots, JournalFile file)
        {
            snapshots.Dispose();
            file.Dispose();
        }
    }
}
