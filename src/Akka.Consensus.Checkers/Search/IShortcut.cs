namespace Akka.Consensus.Checkers.Search;

/// <summary>A model that can judge some histories without a search.</summary>
internal interface IShortcut<TOp>
{
    /// <summary>Judges the history, or says that it cannot.</summary>
    /// <param name="operations">All operations of one object.</param>
    /// <param name="contradiction">
    /// Null if the history is linearizable. If not, those of its operations that already are not, without the others.
    /// </param>
    bool TryJudge(IReadOnlyList<Operation<TOp>> operations, out IReadOnlyList<Operation<TOp>>? contradiction);
}
