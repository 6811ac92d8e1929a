namespace Akka.Consensus.Checkers.Models;

/// <summary>What can be asked of a register.</summary>
public enum RegisterRequest
{
    /// <summary>Answers with the value.</summary>
    Read,

    /// <summary>Sets the value.</summary>
    Write,

    /// <summary>Sets the value if it is the expected one, and fails otherwise. A failed one did not happen and is no operation.</summary>
    CompareAndSet,
}

/// <summary>An operation of a register that happened, or may have.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Expected">Of a compare-and-set; of the others, the same as <paramref name="Value"/>.</param>
/// <param name="Value">What was read or is set. Of a read of unknown outcome it means nothing.</param>
public readonly record struct RegisterOp<TValue>(RegisterRequest Request, TValue Expected, TValue Value);

/// <summary>Makes operations of registers.</summary>
public static class RegisterOp
{
    /// <summary>A read that answered so.</summary>
    public static RegisterOp<TValue> Read<TValue>(TValue value) => new(RegisterRequest.Read, value, value);

    /// <summary>A write.</summary>
    public static RegisterOp<TValue> Write<TValue>(TValue value) => new(RegisterRequest.Write, value, value);

    /// <summary>A compare-and-set that succeeded, or may have.</summary>
    public static RegisterOp<TValue> CompareAndSet<TValue>(TValue expected, TValue value) =>
        new(RegisterRequest.CompareAndSet, expected, value);
}
