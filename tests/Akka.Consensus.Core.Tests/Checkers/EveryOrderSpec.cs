using Akka.Consensus.Checkers;
using Akka.Consensus.Checkers.Models;
using Xunit;

namespace Akka.Consensus.Core.Tests.Checkers;

/// <summary>The checker and its explanations against a judge that tries every order.</summary>
public sealed class EveryOrderSpec
{
    private const ulong Seeds = 3000;
    private const int LeastOfEither = 300;

    [Fact]
    public void A_search_of_a_register_should_agree_with_every_order() =>
        Compare(new Plain<int, RegisterOp<int>>(new RegisterModel<int>(0)), seed => RandomHistories.OfRegister(seed, areDistinct: false));

    [Fact]
    public void A_register_should_agree_with_every_order() =>
        Compare(new RegisterModel<int>(0), seed => RandomHistories.OfRegister(seed, areDistinct: false));

    [Fact]
    public void A_register_in_which_no_value_is_set_twice_should_agree_with_every_order() =>
        Compare(new RegisterModel<int>(0), seed => RandomHistories.OfRegister(seed, areDistinct: true));

    [Fact]
    public void A_counter_should_agree_with_every_order() => Compare(new CounterModel(), RandomHistories.OfCounter);

    [Fact]
    public void A_mutex_should_agree_with_every_order() => Compare(new MutexModel(), RandomHistories.OfLock);

    [Fact]
    public void A_fenced_mutex_should_agree_with_every_order() => Compare(new FencedMutexModel(), RandomHistories.OfLock);

    private static void Compare<TState, TOp>(IModel<TState, TOp> model, Func<ulong, List<Operation<TOp>>> historyOf)
        where TState : IEquatable<TState>?
    {
        var verdicts = new int[2];
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var history = historyOf(seed);
            var expected = BruteForce.IsLinearizable(model, history) ? Verdict.Legal : Verdict.Illegal;
            verdicts[(int)expected]++;

            var result = LinearizabilityChecker.Check(model, history);

            Assert.True(expected == result.Verdict, $"seed {seed} is {expected}, but was found {result.Verdict}");
            if (expected == Verdict.Illegal)
                RequireExplained(model, history, result.Counterexample!, $"seed {seed}");
        }

        Assert.All(verdicts, count => Assert.True(count >= LeastOfEither, $"of the histories only {count} have one of the verdicts"));
    }

    private static void RequireExplained<TState, TOp>(
        IModel<TState, TOp> model, List<Operation<TOp>> history, Counterexample<TState, TOp> why, string seed)
        where TState : IEquatable<TState>?
    {
        var end = why.Unexplained.Return;
        Assert.Contains(why.Unexplained, why.Window);
        Assert.All(why.Situations, s => Assert.False(
            BruteForce.IsLinearizable(model, Rest(why.Window, s.Done, end), s.State),
            $"{seed}: an order of the window begins in {s.State}"));

        // What else is said holds for one order of what happens at one time; the judge knows none.
        if (history.Count(o => o.Call == why.Unexplained.Call || o.Return == why.Unexplained.Call || o.Call == end || o.Return == end) > 1)
            return;
        var before = history.Where(o => o.Call < end && o != why.Unexplained).Select(o => o.Return > end ? o with { Return = Operation.Never } : o);
        Assert.True(BruteForce.IsLinearizable(model, [.. before]), $"{seed}: there was no order before that return");
        Assert.True(why.AreAllSituations, $"{seed}: situations are missing");
        Assert.All(BruteForce.StatesAt(model, history, why.Unexplained.Call), state => Assert.True(
            why.Situations.Any(s => CanBecome(model, s.State, state, Rest(OpenAt(why), s.Done, Operation.Never))),
            $"{seed}: {state} is possible but not explained"));
    }

    private static List<Operation<TOp>> OpenAt<TState, TOp>(Counterexample<TState, TOp> why) =>
        [.. why.Window.Where(o => o.Call < why.Unexplained.Call)];

    /// <summary>The operations that are not done; those that return after a time need not take effect.</summary>
    private static List<Operation<TOp>> Rest<TOp>(IReadOnlyList<Operation<TOp>> window, IReadOnlyList<Operation<TOp>> done, long time)
    {
        var rest = window.ToList();
        foreach (var operation in done)
            rest.Remove(operation);
        return [.. rest.Select(o => o.Return > time ? o with { Return = Operation.Never } : o)];
    }

    private static bool CanBecome<TState, TOp>(IModel<TState, TOp> model, TState state, TState wanted, List<Operation<TOp>> open)
        where TState : IEquatable<TState>? =>
        EqualityComparer<TState>.Default.Equals(state, wanted) || open.Exists(o =>
            model.TryApply(state, o.Content, out var next) && CanBecome(model, next, wanted, [.. open.Where(other => other != o)]));
}
