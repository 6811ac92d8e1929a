namespace Akka.Consensus.Core.SinglePaxos;

/// <summary>The acceptor promised to refuse every lower ballot in these instances.</summary>
public sealed record Promised(Ballot Ballot, IReadOnlyList<InstanceId> Instances) : IEvent;

/// <summary>The acceptor accepted these values. That is a promise, too.</summary>
public sealed record Voted(Ballot Ballot, IReadOnlyList<Proposal> Proposals) : IEvent;

/// <summary>Whoever wanted to know these instances' values knows them: the acceptor may forget them.</summary>
public sealed record Forgotten(IReadOnlyList<InstanceId> Instances) : IEvent;

/// <summary>All that an acceptor remembers of an instance.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Promised">Every lower ballot is refused.</param>
/// <param name="Accepted">The last vote; null if there is none.</param>
public readonly record struct KeptInstance(InstanceId Instance, Ballot Promised, Vote? Accepted);

/// <summary>The acceptor's whole memory, written anew in the place of all events before.</summary>
public sealed record Kept(IReadOnlyList<KeptInstance> Instances) : IRebase;

/// <summary>The proposer may use rounds up to this one: stored before the first of them leaves the node.</summary>
public sealed record Reserved(long Round) : IRebase;

/// <summary>The learner knows these values to be chosen.</summary>
public sealed record Learned(IReadOnlyList<Proposal> Values) : IEvent;
