namespace Akka.Consensus.Checkers;

/// <summary>What is known of a history of one object.</summary>
/// <param name="Verdict">Whether it is linearizable.</param>
/// <param name="Reached">The limit that left the verdict unknown. None too if the check was given up because another key is illegal.</param>
/// <param name="Counterexample">Why it is illegal; null too if a limit was reached before that was found out.</param>
/// <param name="IsOfAll">
/// Whether the counterexample takes all operations into account. If not, it is of a few that contradict each other whatever the others did; in
/// it a compare-and-set may stand as a write, if what it expected does not matter.
/// </param>
/// <param name="Configurations">How many configurations the search entered: the work it was. 0 if none was needed.</param>
public sealed record LinearizabilityResult<TState, TOp>(
    Verdict Verdict, Limit Reached, Counterexample<TState, TOp>? Counterexample, bool IsOfAll, int Configurations);

/// <summary>What is known of a history of many objects.</summary>
/// <param name="Verdict">Illegal if one object is; else unknown if one object is.</param>
/// <param name="Key">The first object, in the order of first calls, that has this verdict; the default if there is none.</param>
/// <param name="Result">What is known of it.</param>
/// <param name="Keys">How many objects there are.</param>
public sealed record KeyedResult<TKey, TState, TOp>(Verdict Verdict, TKey? Key, LinearizabilityResult<TState, TOp> Result, int Keys);
