namespace Akka.Consensus.Checkers.Search;

/// <summary>Where a search is, but for the sets of operations that have taken effect.</summary>
/// <param name="Due">The rank of the first return that is still due: the operations of all before it have taken effect.</param>
/// <param name="State">Of the object.</param>
/// <param name="Cover">
/// Overwriting operations called before this position may be taken to have taken effect, unnoticed, just before the last one that was applied.
/// </param>
/// <param name="IsFresh">Whether an overwriting operation was applied while the same return was due, and nothing was applied to its result.</param>
/// <param name="Last">The operation that changed the state last, or -1. Does not make configurations differ.</param>
internal readonly record struct Configuration<TState>(int Due, TState State, int Cover, bool IsFresh, int Last);
