using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Consensus.Actors;
using Akka.Consensus.Core.AtomicCommit;

namespace Akka.Consensus.Transactions;

/// <summary>A transaction that is under way, as one process sees it.</summary>
/// <param name="Id">The transaction.</param>
/// <param name="Protocol">How it is decided.</param>
/// <param name="Place">Who says so: a coordinator, or a participant.</param>
/// <param name="State">How far it has come there.</param>
/// <param name="Age">Since when it has been there, in this life of the process.</param>
/// <param name="Awaited">Who is waited for.</param>
public sealed record TransactionStatus(TransactionId Id, CommitProtocol Protocol, string Place, string State, TimeSpan Age, string Awaited);

/// <summary>What the coordinators and participants of a process show of the transactions under way. Thread-safe.</summary>
internal sealed class TransactionBoard : IExtension
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<Entry>> _entries = new();

    private sealed record Entry(TransactionId Id, CommitProtocol Protocol, string State, TimeSpan Since, string Awaited);

    /// <summary>The board of an ActorSystem.</summary>
    public static TransactionBoard Get(ActorSystem system) => system.WithExtension<TransactionBoard, Provider>();

    /// <summary>A participant has had a turn.</summary>
    public void Note(string name, IReadOnlyCollection<Participant> branches) => Note(name, [.. branches.Where(b => b.State != BranchState.Done)
        .Select(b => new Entry(b.Transaction.Id, b.Transaction.Protocol, WordOf(b.State), b.Since, b.IsInDoubt ? b.Awaited : "the application"))]);

    /// <summary>The coordinators of a node have had a turn.</summary>
    public void Note(string name, IReadOnlyCollection<Coordinator> coordinators) => Note(name, [.. coordinators
        .Select(c => new Entry(c.Transaction.Id, c.Transaction.Protocol, WordOf(c.Decision), c.BegunAt, string.Join(", ", c.Awaited)))]);

    /// <summary>It has stopped.</summary>
    public void Forget(string name) => _entries.TryRemove(name, out _);

    /// <summary>All that is under way.</summary>
    public IReadOnlyList<TransactionStatus> List() => [.. _entries.OrderBy(e => e.Key, StringComparer.Ordinal).SelectMany(e => e.Value.Select(t =>
        new TransactionStatus(t.Id, t.Protocol, e.Key, t.State, Clock.Now - t.Since, t.Awaited)))];

    private void Note(string name, IReadOnlyList<Entry> entries)
    {
        if (entries.Count > 0)
            _entries[name] = entries;
        else
            Forget(name);
    }

    private static string WordOf(BranchState state) => state switch
    {
        BranchState.Voting => "preparing",
        BranchState.Prepared => "in doubt",
        BranchState.PreCommitted => "pre-committed",
        _ => "finishing",
    };

    private static string WordOf(Decision? decision) => decision switch
    {
        Decision.Commit => "committed",
        Decision.Abort => "aborted",
        _ => "undecided",
    };

    /// <summary>Makes the extension.</summary>
    internal sealed class Provider : ExtensionIdProvider<TransactionBoard>
    {
        /// <inheritdoc/>
        public override TransactionBoard CreateExtension(ExtendedActorSystem system) => new();
    }
}
