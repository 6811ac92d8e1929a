namespace Akka.Consensus.Checkers;

/// <summary>What a checker found. The numbers are the exit codes of the command.</summary>
public enum Verdict
{
    /// <summary>The history is explained: there is an order that the condition allows.</summary>
    Legal = 0,

    /// <summary>There is no such order.</summary>
    Illegal = 1,

    /// <summary>A limit was reached first. Says nothing of the history.</summary>
    Unknown = 2,
}
