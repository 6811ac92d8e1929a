using Akka.Consensus.Core.AtomicCommit;

namespace Akka.Consensus.Simulation.Ensemble.Transactions;

/// <summary>Atomic commit.</summary>
/// <param name="protocol">By which protocol; null draws one for each seed.</param>
public sealed class TransactionsSubject(CommitProtocol? protocol = null) : ISubject
{
    /// <inheritdoc/>
    public string Name => "transactions";

    /// <inheritdoc/>
    public string Unit => "transactions decided";

    /// <inheritdoc/>
    public IReadOnlyList<string> Probes { get; } = Enum.GetNames<TransactionProbe>();

    /// <inheritdoc/>
    public IReadOnlyList<SubjectMutant> Mutants { get; } = [];

    /// <inheritdoc/>
    public SubjectRun Run(ulong seed, TextWriter? output = null) => new TransactionsRun(seed, protocol, TransactionVariant.Sound, output, []).Run();
}
