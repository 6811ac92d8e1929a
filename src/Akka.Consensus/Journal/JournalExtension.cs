using Akka.Actor;

namespace Akka.Consensus.Journal;

/// <summary>
/// Holds the journal file of an ActorSystem: opened and checked when the extension is first asked for, closed and unlocked
/// when the system has terminated.
/// </summary>
/// <remarks>
/// Ask for it when a node starts, before any actor: what is wrong with the file then reaches whoever starts the node as a
/// <see cref="JournalException"/>, instead of a journal actor that restarts for ever.
/// </remarks>
internal sealed class JournalExtension : IExtension
{
    private JournalExtension(JournalFile file, Task closed)
    {
        File = file;
        Closed = closed;
    }

    /// <summary>The file, open as long as the ActorSystem runs.</summary>
    public JournalFile File { get; }

    /// <summary>Completes when the system has terminated and the file is closed and unlocked.</summary>
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
            return new JournalExtension(file, system.WhenTerminated.ContinueWith(_ => file.Dispose(), TaskScheduler.Default));
        }
    }
}
