using System.Collections.Immutable;
using Akka.Actor;
using Akka.Consensus.Client;
using Akka.Consensus.Core;
using Akka.Consensus.Core.AtomicCommit;

namespace Akka.Consensus.Transactions;

/// <summary>Transactions of an ActorSystem that is a member of the cluster.</summary>
public sealed class AtomicCommit : IAtomicCommit, IExtension
{
    private readonly ExtendedActorSystem _system;
    private readonly Consensus _consensus;
    private readonly Requests _requests;

    internal AtomicCommit(ExtendedActorSystem system)
    {
        _system = system;
        _consensus = Consensus.Get(system);
        if (!_consensus.Settings.ContactPoints.IsEmpty)
            throw new ConsensusConfigurationException("transactions are begun by a member of the cluster: its participants must reach the coordinator");
        _requests = Requests.Get(system);
    }

    /// <summary>The transactions of an ActorSystem.</summary>
    /// <exception cref="ConsensusConfigurationException">The configuration below <c>akka.consensus</c> cannot be used, or this is no member of a cluster.</exception>
    public static IAtomicCommit Get(ActorSystem system) => system.WithExtension<AtomicCommit, AtomicCommitProvider>();

    /// <inheritdoc/>
    public IAtomicTransaction Begin(TransactionOptions? options = null)
    {
        options ??= new TransactionOptions();
        var id = new TransactionId(options.Id ?? Guid.NewGuid().ToString("n"));
        if (!id.IsSound)
            throw new ArgumentException($"a transaction's id has 1 to {TransactionId.MaxLength} characters", nameof(options));
        return new AtomicTransaction(_system, this, id, options);
    }

    /// <inheritdoc/>
    public async Task<TransactionOutcome> ResolveAsync(InDoubt inDoubt, TimeSpan timeout, CancellationToken cancellation = default)
    {
        var transaction = inDoubt.Transaction;
        var reply = await _requests.AskAsync(To(transaction.Coordinator), (client, number) => new Ask(client, number, transaction), timeout, cancellation)
            .ConfigureAwait(false);
        return OutcomeOf(transaction, reply);
    }

    /// <summary>Has a transaction carried out.</summary>
    internal async Task<TransactionOutcome> RunAsync(Transaction transaction, IReadOnlyList<Operation> operations, TimeSpan timeout,
        CancellationToken cancellation)
    {
        // The coordinator says within the timeout that it aborts; the rest is for the way.
        var patience = timeout + _requests.Settings.RequestTimeout;
        var reply = await _requests.AskAsync(To(transaction.Coordinator),
            (client, number) => new Run(client, number, transaction, operations, timeout), patience, cancellation).ConfigureAwait(false);
        return OutcomeOf(transaction, reply);
    }

    /// <summary>Whose coordinator a transaction that begins here has, and the nodes that accept its votes.</summary>
    /// <exception cref="ConsensusUnavailableException">No voter has been heard of yet.</exception>
    /// <exception cref="ArgumentException">There are fewer voters than the options want.</exception>
    internal (NodeId Coordinator, ImmutableArray<NodeId> Acceptors) Place(TransactionOptions options)
    {
        var voters = _consensus.Settings.Members.IsEmpty ? _consensus.Peers.Known : [.. _consensus.Settings.Members.Order()];
        if (voters.IsEmpty)
            throw new ConsensusUnavailableException("no voter has been heard of yet: is one running?");
        var own = voters.IndexOf(_consensus.Settings.NodeId);
        var first = own >= 0 ? own : Random.Shared.Next(voters.Length);
        if (options.Protocol != CommitProtocol.PaxosCommit)
            return (voters[first], []);
        var failures = options.Failures ?? (voters.Length - 1) / 2;
        if (failures < 0 || (2 * failures) + 1 > voters.Length)
        {
            throw new ArgumentException($"to survive {failures} failures takes {(2 * failures) + 1} voters, and there are {voters.Length}: set Failures lower",
                nameof(options));
        }

        return (voters[first], [.. Enumerable.Range(first, (2 * failures) + 1).Select(i => voters[i % voters.Length])]);
    }

    private static Core.Address To(NodeId coordinator) => new(Role.Coordinator, coordinator.Value);

    private static TransactionOutcome OutcomeOf(Transaction transaction, Core.Sessions.IReply? reply) => reply switch
    {
        Outcome { Decision: Decision.Commit } => new Committed(),
        Outcome { Decision: Decision.Abort } outcome => new Aborted(outcome.Reason ?? "a participant could not take part"),
        IdInUse => throw new InvalidOperationException($"the id {transaction.Id} was used for another transaction: an id is used once, ever"),
        _ => new InDoubt(transaction),
    };
}

/// <summary>Makes the extension.</summary>
public sealed class AtomicCommitProvider : ExtensionIdProvider<AtomicCommit>
{
    /// <inheritdoc/>
    public override AtomicCommit CreateExtension(ExtendedActorSystem system) => new(system);
}
