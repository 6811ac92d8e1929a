using Akka.Consensus.Checkers;
using Akka.Consensus.Checkers.Models;
using Xunit;

namespace Akka.Consensus.Core.Tests.Checkers;

/// <summary>Histories that carry the indexes of a log.</summary>
public sealed class IndexedCheckerSpec
{
    private static readonly RegisterModel<int> Model = new(0);

    [Fact(DisplayName = "Indexes that explain every answer and keep to time should make a history legal")]
    public void Indexes_that_explain_every_answer_should_be_legal()
    {
        var result = Check(At(RegisterOp.Write(1), 0, 10, 1), At(RegisterOp.CompareAndSet(1, 2), 2, 6, 2), At(RegisterOp.Read(2), 7, 9, 2));

        Assert.Equal((Verdict.Legal, IndexFlaw.None, 2), (result.Verdict, result.Flaw, result.State));
    }

    [Fact(DisplayName = "An answer that the log does not explain should be illegal, with the state in which it was wrong")]
    public void An_answer_that_the_log_does_not_explain_should_be_illegal()
    {
        var result = Check(At(RegisterOp.Write(1), 0, 1, 1), At(RegisterOp.Read(0), 2, 3, 1));

        Assert.Equal((Verdict.Illegal, IndexFlaw.WrongAnswer, 1), (result.Verdict, result.Flaw, result.State));
    }

    [Fact(DisplayName = "An operation that took effect before one that had returned before it was called should be illegal")]
    public void An_order_against_time_should_be_illegal()
    {
        var result = Check(At(RegisterOp.Write(1), 0, 1, 2), At(RegisterOp.Write(2), 5, 6, 1));

        Assert.Equal((Verdict.Illegal, IndexFlaw.AgainstTime), (result.Verdict, result.Flaw));
        Assert.Equal(2, result.Operations.Count);
    }

    [Fact(DisplayName = "Two writes at one index should be illegal")]
    public void Two_writes_at_one_index_should_be_illegal() =>
        Assert.Equal(IndexFlaw.SharedIndex, Check(At(RegisterOp.Write(1), 0, 3, 1), At(RegisterOp.Write(2), 1, 4, 1)).Flaw);

    [Fact(DisplayName = "A wrong answer should be unknown if an operation whose index nobody knows may be the reason, and illegal if it came too late")]
    public void A_doubt_should_be_told_from_a_contradiction()
    {
        Assert.Equal(Verdict.Unknown, Check(At(RegisterOp.Write(7), 0, Operation.Never, null), At(RegisterOp.Read(7), 2, 3, 0)).Verdict);
        Assert.Equal(Verdict.Illegal, Check(At(RegisterOp.Read(7), 2, 3, 0), At(RegisterOp.Write(7), 5, Operation.Never, null)).Verdict);
    }

    [Fact(DisplayName = "An operation of known outcome without an index should be refused")]
    public void A_known_outcome_without_an_index_should_be_refused() =>
        Assert.Throws<ArgumentException>(() => Check(At(RegisterOp.Write(1), 0, 1, null)));

    private static IndexedResult<int, RegisterOp<int>> Check(params IndexedOperation<RegisterOp<int>>[] history) => IndexedChecker.Check(Model, history);

    private static IndexedOperation<RegisterOp<int>> At(RegisterOp<int> content, long call, long @return, long? index) =>
        new(new Operation<RegisterOp<int>>(0, content, call, @return), index);
}
