namespace Akka.Consensus.Checkers;

/// <summary>
/// Why a history of one object is not linearizable: the first return that no order explains, and the smallest stretch of the history that
/// shows it. In every order that explains all returns before the call of the <paramref name="Unexplained"/> operation, the object is at that
/// call in one of the <paramref name="Situations"/>, or in one that operations open then make of one of them. And from none of
/// them is there an order in which all operations of the <paramref name="Window"/> that returned up to the end of it could have taken
/// effect after its beginning: but for those that had <see cref="Situation{TState,TOp}.Done">before</see>.
/// </summary>
/// <param name="Unexplained">The operation whose return nothing explains. The window begins with its call and ends with its return.</param>
/// <param name="Window">
/// That operation and all that could change the state while it was open, in the order of calls; and those without effect that it takes
/// to show it, mostly none. What had taken effect before in every situation is left out.
/// </param>
/// <param name="Situations">What is possible when the window begins, without those that follow from others in the list.</param>
/// <param name="AreAllSituations">
/// Whether no situation is missing. If there are very many, those are not looked for that nothing that comes later could notice.
/// </param>
public sealed record Counterexample<TState, TOp>(Operation<TOp> Unexplained, IReadOnlyList<Operation<TOp>> Window,
    IReadOnlyList<Situation<TState, TOp>> Situations, bool AreAllSituations);

/// <summary>How things may be at the beginning of a window.</summary>
/// <param name="State">Of the object.</param>
/// <param name="LastChange">What led to this state; null if nothing did yet. There may be other ways that lead to it.</param>
/// <param name="Done">The operations of the window that are open and have taken effect.</param>
/// <param name="Unnoticed">Those that may have taken effect: if so, another one overwrote it before anything noticed.</param>
public sealed record Situation<TState, TOp>(
    TState State, Operation<TOp>? LastChange, IReadOnlyList<Operation<TOp>> Done, IReadOnlyList<Operation<TOp>> Unnoticed);
