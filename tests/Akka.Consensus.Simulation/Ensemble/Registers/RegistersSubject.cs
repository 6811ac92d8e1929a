namespace Akka.Consensus.Simulation.Ensemble.Registers;

/// <summary>Single-decree Paxos: write-once registers.</summary>
public sealed class RegistersSubject : ISubject
{
    /// <summary>Rules of the protocol's steps. Without them a mutant must do harm before it is seen: two values chosen, a wrong answer.</summary>
    private static readonly IReadOnlyCollection<string> Steps = ["amnesia", "P1", "P2", "P3", "P4", "P8", "P9"];

    /// <inheritdoc/>
    public string Name => "registers";

    /// <inheritdoc/>
    public string Unit => "values chosen";

    /// <inheritdoc/>
    public IReadOnlyList<string> Probes { get; } = Enum.GetNames<RegisterProbe>();

    /// <inheritdoc/>
    public IReadOnlyList<SubjectMutant> Mutants { get; } =
    [
        New("promise not persisted", new PromiseNotPersisted(), 10),
        New("accepted sent before durable", new AcceptedSentBeforeDurable(), 10),
        New("accepts one ballot too low", new AcceptsOneBallotTooLow(), 10),
        New("newest value ignored in phase 2", new NewestValueIgnored(), 100),
        New("ballot reused after restart", new BallotReused(), 10),
        New("a promise counted twice", new PromiseCountedTwice(), 50),
        New("phase-1 quorum too small by one", new PhaseOneQuorumTooSmall(), 10),
        New("phase-2 quorum too small by one", new PhaseTwoQuorumTooSmall(), 10),
        New("a stale promise counted", new StalePromiseCounted(), 50),
        New("vote after amnesia", new VoteAfterAmnesia(), 100),
        New("ballot used after amnesia", new ProposesAfterAmnesia(), 100),
        New("vote after amnesia, seen by its harm", new VoteAfterAmnesia(), 200, Steps),
        New("ballot used after amnesia, seen when it is used twice", new ProposesAfterAmnesia(), 100, ["amnesia"]),
        New("promise not persisted, seen by its harm", new PromiseNotPersisted(), 2000, Steps),
        New("accepted sent before durable, seen by its harm", new AcceptedSentBeforeDurable(), 20, Steps),
        New("accepts one ballot too low, seen by its harm", new AcceptsOneBallotTooLow(), 50, Steps),
        New("newest value ignored in phase 2, seen by its harm", new NewestValueIgnored(), 200, Steps),
        New("ballot reused after restart, seen when it is used twice", new BallotReused(), 50, ["P8"]),
        New("a promise counted twice, seen by its harm", new PromiseCountedTwice(), 300, Steps),
        New("phase-1 quorum too small by one, seen by its harm", new PhaseOneQuorumTooSmall(), 50, Steps),
        New("phase-2 quorum too small by one, seen by its harm", new PhaseTwoQuorumTooSmall(), 20, Steps),
        New("a stale promise counted, seen by its harm", new StalePromiseCounted(), 500, Steps),
    ];

    /// <inheritdoc/>
    public SubjectRun Run(ulong seed, TextWriter? output = null) => new RegistersRun(seed, RegisterVariant.Sound, output, []).Run();

    private static SubjectMutant New(string name, RegisterVariant variant, int seeds, IReadOnlyCollection<string>? ignored = null) =>
        new(name, seeds, (seed, output) => new RegistersRun(seed, variant, output, ignored ?? []).Run());
}
