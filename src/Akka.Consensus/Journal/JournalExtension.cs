using Akka.Actor;
using Akka.Event;

namespace Akka.Consensus.Journal;

/// <summary>
/// Holds the database of an ActorSystem's journal and snapshots: opened and checked when the extension is first asked for, closed and given free
/// when the system has terminated.
/// </summary>
/// <remarks>
/// Ask for it when a node starts, before any actor: what is wrong with the journal then reaches whoever starts the node as a
/// <see cref="JournalException"/>, instead of a journal actor that restarts for ever.
/// </remarks>
internal sealed class JournalExtension : IExtension
{
    private JournalExtension(IJournalStore store, Task closed)
    {
        Store = store;
        Closed = closed;
    }

    /// <summary>The journal and the snapshots, open as long as the ActorSystem runs.</summary>
    public IJournalStore Store { get; }

    /// <summary>Completes when the system has terminated and the journal is closed and given free.</summary>
    public Task Closed { get; }

    /// <summary>Returns the extension of a system, opening the journal at the first call. Safe to call from any thread.</summary>
    /// <param name="system">The system, with the library's defaults in its configuration.</param>
    /// <exception cref="JournalException">The journal cannot be used; later calls throw the same.</exception>
    public static JournalExtension Get(ActorSystem system) => system.WithExtension<JournalExtension, Provider>();

    /// <summary>Makes the extension.</summary>
    internal sealed class Provider : ExtensionIdProvider<JournalExtension>
    {
        /// <inheritdoc />
        public override JournalExtension CreateExtension(ExtendedActorSystem system)
        {
            var store = JournalStores.Open(JournalSettings.Create(system.Settings.Config.GetConfig("akka.consensus")));
            if (store.Notice is { } notice)
                system.Log.Warning("{0}", notice);
            return new JournalExtension(store, system.WhenTerminated.ContinueWith(_ => store.Dispose(), TaskScheduler.Default));
        }
    }
}
