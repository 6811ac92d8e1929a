using System.Globalization;
using Akka.Consensus.Checkers.Models;

namespace Akka.Consensus.Checkers.Histories;

/// <summary>Makes of recorded operations those that a model knows. Times are lines; failed operations are left out.</summary>
public static class RecordedModels
{
    /// <summary>
    /// Operations of registers: <c>read</c> answers with its value, <c>write</c> has it as argument, <c>cas</c> has a list of the expected
    /// and the new one. Answers of the latter two are not looked at.
    /// </summary>
    /// <param name="operations">What was recorded.</param>
    /// <param name="areKeyed">Whether an operation without a key is wrong. If not, it is of the one register that has none.</param>
    /// <exception cref="HistoryFormatException">There is another operation, or a key or a value that is needed is missing.</exception>
    public static IReadOnlyList<(Datum Key, Operation<RegisterOp<Datum>> Operation)> ToRegisters(
        IEnumerable<RecordedOperation> operations, bool areKeyed) =>
        Convert(operations, o => o.F switch
        {
            _ when areKeyed && o.Key is null => throw new HistoryFormatException(o.Call, "'key' is missing"),
            "read" => RegisterOp.Read(o.Outcome == Outcome.Ok ? o.Answer ?? throw Missing(o.Return, "read") : Datum.Nil),
            "write" => RegisterOp.Write(o.Argument ?? throw Missing(o.Call, "write")),
            "cas" => (o.Argument ?? throw Missing(o.Call, "cas")) is { Items: [var expected, var value] }
                ? RegisterOp.CompareAndSet(expected, value)
                : throw new HistoryFormatException(o.Call, "the value of a cas is not a list of two: the expected value and the new one"),
            _ => throw NoSuch(o, "read, write or cas"),
        });

    /// <summary>
    /// Operations of locks: <c>acquire</c> and <c>release</c>, owned by their process. Answers of acquire and arguments of release that are
    /// numbers are taken as fencing tokens.
    /// </summary>
    /// <param name="operations">What was recorded.</param>
    /// <param name="areFenced">Whether a grant without a token, or with one that is no number, is wrong. Nil is a token that is not known.</param>
    /// <exception cref="HistoryFormatException">There is another operation, or a token is missing.</exception>
    public static IReadOnlyList<(Datum Key, Operation<LockOp> Operation)> ToLocks(
        IEnumerable<RecordedOperation> operations, bool areFenced) =>
        Convert(operations, o => o.F switch
        {
            "acquire" when !areFenced || o.Outcome != Outcome.Ok => LockOp.Acquire(o.ProcessNumber),
            "acquire" => LockOp.Acquire(o.ProcessNumber, Token(o.Answer ?? throw Missing(o.Return, "acquire"), o.Return)),
            "release" when !areFenced => LockOp.Release(o.ProcessNumber),
            "release" => LockOp.Release(o.ProcessNumber, Token(o.Argument, o.Call) ?? o.Answer?.Number),
            _ => throw NoSuch(o, "acquire or release"),
        });

    private static IReadOnlyList<(Datum Key, Operation<TOp> Operation)> Convert<TOp>(
        IEnumerable<RecordedOperation> operations, Func<RecordedOperation, TOp> contentOf) =>
        [.. operations
            .Select(o => (o.Outcome, Key: o.Key ?? Datum.Nil, Operation: new Operation<TOp>(o.ProcessNumber, contentOf(o), o.Call, o.Return)))
            .Where(o => o.Outcome != Outcome.Failed)
            .Select(o => (o.Key, o.Operation))];

    private static decimal? Token(Datum? value, long line)
    {
        if (value is null || value.Equals(Datum.Nil))
            return null;
        return value.Number ?? throw new HistoryFormatException((int)line, $"a token must be a number, and {value} is none");
    }

    private static HistoryFormatException Missing(long line, string f) => new((int)line, $"'value' is missing: {f} needs one, if only null");

    private static HistoryFormatException NoSuch(RecordedOperation operation, string what) =>
        new(operation.Call, string.Create(CultureInfo.InvariantCulture, $"'{operation.F}' is no operation of this model: must be {what}"));
}
