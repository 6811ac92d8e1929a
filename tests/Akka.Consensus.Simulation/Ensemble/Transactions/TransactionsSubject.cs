using Akka.Consensus.Core.AtomicCommit;

namespace Akka.Consensus.Simulation.Ensemble.Transactions;

/// <summary>Atomic commit.</summary>
/// <param name="protocol">By which protocol; null draws one for each seed.</param>
public sealed class TransactionsSubject(CommitProtocol? protocol = null) : ISubject
{
    /// <summary>Rules of the protocols' steps. Without them a mutant must do harm before it is seen: two decisions, money lost or made.</summary>
    private static readonly IReadOnlyCollection<string> Steps = ["P2", "P3", "P8"];

    /// <inheritdoc/>
    public string Name => "transactions";

    /// <inheritdoc/>
    public string Unit => "transactions decided";

    /// <inheritdoc/>
    public IReadOnlyList<string> Probes { get; } = [.. TransactionProbes.Of(protocol).Select(p => p.ToString())];

    /// <inheritdoc/>
    public string Options => protocol is { } one ? $" --protocol {one}" : "";

    /// <inheritdoc/>
    public IReadOnlyList<SubjectMutant> Mutants { get; } =
    [
        New("told before logged", CommitProtocol.TwoPhase, new ToldBeforeLogged(), 20),
        New("one vote too few", CommitProtocol.TwoPhase, new OneVoteTooFew(), 10),
        New("presumes an abort while undecided", CommitProtocol.TwoPhase, new PresumesWhileUndecided(), 50),
        New("forgets a commit too early", CommitProtocol.TwoPhase, new ForgetsTooEarly(), 50),
        New("abort not stored", CommitProtocol.TwoPhase, new AbortNotStored(), 10),
        New("commit not stored", CommitProtocol.TwoPhase, new CommitNotStored(), 10),
        New("a forgotten yes", CommitProtocol.TwoPhase, new ForgottenYes(), 10),
        New("a forgotten no", CommitProtocol.TwoPhase, new ForgottenNo(), 10),
        New("a forgotten vote of read-only", CommitProtocol.TwoPhase, new ForgottenReadOnly(), 10),
        New("a forgotten decision", CommitProtocol.TwoPhase, new ForgottenDecision(), 10),
        New("aborts without asking", CommitProtocol.ThreePhase, new AbortsWithoutAsking(), 200),
        New("takes part after a crash", CommitProtocol.ThreePhase, new TakesPartAfterACrash(), 500),
        New("a missing acceptor counted as prepared", CommitProtocol.PaxosCommit, new MissingAcceptorCounted(), 10),
        New("a missing vote counted as prepared", CommitProtocol.PaxosCommit, new MissingVoteCounted(), 10),
        New("votes told before they are stored", CommitProtocol.PaxosCommit, new VotesToldBeforeStored(), 10),
        New("outcome forgotten with the votes", CommitProtocol.PaxosCommit, new OutcomeForgottenWithTheVotes(), 200),
        New("a forgotten yes, by Paxos", CommitProtocol.PaxosCommit, new ForgottenYes(), 10),
        New("told before logged, seen by its harm", CommitProtocol.TwoPhase, new ToldBeforeLogged(), 1000, Steps),
        New("abort not stored, seen by its harm", CommitProtocol.TwoPhase, new AbortNotStored(), 1000, Steps),
        New("a forgotten yes, seen by its harm", CommitProtocol.TwoPhase, new ForgottenYes(), 1000, Steps),
        New("a forgotten no, seen by its harm", CommitProtocol.TwoPhase, new ForgottenNo(), 1000, Steps),
        New("a forgotten vote of read-only, seen by its harm", CommitProtocol.TwoPhase, new ForgottenReadOnly(), 1000, Steps),
        New("a missing acceptor counted as prepared, seen by its harm", CommitProtocol.PaxosCommit, new MissingAcceptorCounted(), 1000, Steps),
    ];

    /// <inheritdoc/>
    public SubjectRun Run(ulong seed, TextWriter? output = null) => new TransactionsRun(seed, protocol, TransactionVariant.Sound, output, []).Run();

    private static SubjectMutant New(string name, CommitProtocol protocol, TransactionVariant variant, int seeds, IReadOnlyCollection<string>? ignored = null) =>
        new(name, seeds, (seed, output) => new TransactionsRun(seed, protocol, variant, output, ignored ?? []).Run());
}
