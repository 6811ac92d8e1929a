using Akka.Consensus.Checkers;
using Akka.Consensus.Checkers.Models;
using Akka.Consensus.Simulation.World;
using Xunit;

namespace Akka.Consensus.Core.Tests.Checkers;

public sealed class LinearizabilityCheckerSpec
{
    private static readonly RegisterModel<int> Register = new(0);

    [Fact]
    public void An_empty_history_should_be_legal()
    {
        Assert.Equal(Verdict.Legal, LinearizabilityChecker.Check(Register, []).Verdict);
        Assert.Equal(Verdict.Legal, LinearizabilityChecker.CheckByKey<string, int, RegisterOp<int>>(Register, []).Verdict);
    }

    [Fact]
    public void A_return_at_the_time_of_a_call_should_be_concurrent_with_it()
    {
        Operation<RegisterOp<int>>[] touching = [new(1, RegisterOp.Read(1), 0, 5), new(2, RegisterOp.Write(1), 5, 9)];
        Operation<RegisterOp<int>>[] apart = [new(1, RegisterOp.Read(1), 0, 4), new(2, RegisterOp.Write(1), 5, 9)];

        Assert.Equal(Verdict.Legal, LinearizabilityChecker.Check(Register, touching).Verdict);
        Assert.Equal(Verdict.Illegal, LinearizabilityChecker.Check(Register, apart).Verdict);
    }

    [Fact]
    public void A_return_before_its_call_should_be_refused()
    {
        Assert.Throws<ArgumentException>(() => LinearizabilityChecker.Check(Register, [new(1, RegisterOp.Read(0), 5, 4)]));
    }

    [Fact]
    public void A_search_that_runs_out_of_time_should_answer_unknown()
    {
        var result = LinearizabilityChecker.Check(
            new CounterModel(), Endless(), CheckLimits.Default with { Time = TimeSpan.FromMilliseconds(50) });

        Assert.Equal((Verdict.Unknown, Limit.Time), (result.Verdict, result.Reached));
    }

    [Fact]
    public void A_search_that_runs_out_of_memory_should_answer_unknown()
    {
        var result = LinearizabilityChecker.Check(new CounterModel(), Endless(), CheckLimits.Default with { Memory = 1 << 20 });

        Assert.Equal((Verdict.Unknown, Limit.Memory), (result.Verdict, result.Reached));
    }

    [Fact]
    public void An_illegal_key_should_make_a_history_illegal_even_if_another_is_unknown()
    {
        (string, Operation<CounterOp>)[] history =
        [
            .. Endless().Select(o => ("endless", o)),
            ("wrong", new Operation<CounterOp>(0, new CounterOp(CounterRequest.Read, 1), 0, 1)),
            ("right", new Operation<CounterOp>(0, new CounterOp(CounterRequest.Read, 0), 0, 1)),
        ];
        var limits = new CheckLimits(TimeSpan.FromMinutes(1), Memory: 1 << 20);

        var withWrong = LinearizabilityChecker.CheckByKey(new CounterModel(), history, limits);
        var without = LinearizabilityChecker.CheckByKey(new CounterModel(), [.. history.Where(h => h.Item1 != "wrong")], limits);

        Assert.Equal((Verdict.Illegal, "wrong", 3), (withWrong.Verdict, withWrong.Key, withWrong.Keys));
        Assert.Equal((Verdict.Unknown, "endless", Limit.Memory), (without.Verdict, without.Key, without.Result.Reached));
    }

    [Fact]
    public void Of_several_illegal_keys_the_one_called_first_should_be_reported()
    {
        var history = Enumerable.Range(0, 50)
            .Select(i => (Key: 49 - i, new Operation<CounterOp>(0, new CounterOp(CounterRequest.Read, i < 20 ? 0 : 1), i, i)))
            .ToList();

        Assert.Equal(29, LinearizabilityChecker.CheckByKey(new CounterModel(), history).Key);
    }

    [Theory]
    [InlineData(20_000, 100, 0)]
    [InlineData(2_000, 24, 10)]
    [InlineData(3_000, 10, 3)]
    public void Long_histories_of_many_processes_should_be_judged(int operations, int processes, int values)
    {
        var legal = Run(operations, processes, values);
        var late = legal.FindLastIndex(o => o.Content.Request == RegisterRequest.Read);
        var illegal = legal.ToList();
        illegal[late] = illegal[late] with { Content = RegisterOp.Read(-1) };

        // However busy the machine is.
        var limits = CheckLimits.Default with { Time = TimeSpan.FromHours(1) };
        Assert.Equal(Verdict.Legal, LinearizabilityChecker.Check(Register, legal, limits).Verdict);
        var result = LinearizabilityChecker.Check(Register, illegal, limits);
        Assert.Equal(Verdict.Illegal, result.Verdict);
        Assert.Equal(illegal[late], result.Counterexample!.Unexplained);
    }

    [Fact]
    public void A_value_that_was_read_after_it_was_overwritten_should_be_found_however_many_processes_there_are()
    {
        var history = Run(operations: 3_000, processes: 100, values: 50);
        var last = history.Max(o => o.Return);
        history.Add(new(0, RegisterOp.Write(50), last + 1, last + 2));
        history.Add(new(0, RegisterOp.Write(51), last + 3, last + 4));
        history.Add(new(0, RegisterOp.Read(50), last + 5, last + 6));

        var result = LinearizabilityChecker.Check(Register, history);

        Assert.Equal(Verdict.Illegal, result.Verdict);
        Assert.Equal(history[^1], result.Counterexample!.Unexplained);
        Assert.Equal(51, Assert.Single(result.Counterexample.Situations).State);
    }

    [Fact]
    public void A_counterexample_should_name_the_first_return_that_nothing_explains_and_what_was_possible()
    {
        var stale = new Operation<RegisterOp<int>>(3, RegisterOp.Read(1), 50, 60);
        var overwrite = new Operation<RegisterOp<int>>(2, RegisterOp.Write(2), 30, 40);
        var open = new Operation<RegisterOp<int>>(4, RegisterOp.CompareAndSet(2, 3), 45, 90);
        Operation<RegisterOp<int>>[] history =
        [
            new(1, RegisterOp.Write(1), 10, 20),
            overwrite,
            stale,
            open,
            new(5, RegisterOp.Read(2), 46, 55),
            new(1, RegisterOp.Read(7), 70, 80),
        ];

        var why = LinearizabilityChecker.Check(new Plain<int, RegisterOp<int>>(Register), history).Counterexample!;

        Assert.Equal(stale, why.Unexplained);
        Assert.Equal([open, stale], why.Window);
        var situation = Assert.Single(why.Situations);
        Assert.Equal((2, overwrite), (situation.State, situation.LastChange));
        Assert.Empty(situation.Done);
    }

    /// <summary>Forty concurrent additions with all sums different, and a read that none of them explains: more orders than anyone can try.</summary>
    private static List<Operation<CounterOp>> Endless() =>
    [
        .. Enumerable.Range(1, 40).Select(i => new Operation<CounterOp>(i, new CounterOp(CounterRequest.Add, 1L << i), 0, 1000 + i)),
        new(0, new CounterOp(CounterRequest.Read, 1), 0, 100),
    ];

    /// <summary>Processes that each do one thing after another to a register; 0 values means that each write has its own.</summary>
    private static List<Operation<RegisterOp<int>>> Run(int operations, int processes, int values)
    {
        var random = new Prng(1);
        var (state, next) = (0, 1);
        var history = new List<Operation<RegisterOp<int>>>();
        var moments = new PriorityQueue<(int Process, long Call), long>();
        for (var process = 0; process < processes; process++)
            moments.Enqueue((process, process), process + random.Between(1, 1000));
        while (history.Count < operations && moments.TryDequeue(out var item, out var now))
        {
            var value = values == 0 ? next++ : (int)random.Below(values);
            var operation = random.Below(3) switch
            {
                0 => RegisterOp.Read(state),
                1 => RegisterOp.Write(value),
                _ => RegisterOp.CompareAndSet(state, value),
            };
            state = operation.Value;
            var returned = now + random.Between(1, 1000);
            history.Add(new Operation<RegisterOp<int>>(item.Process, operation, item.Call, returned));
            moments.Enqueue((item.Process, returned + 1), returned + random.Between(2, 1000));
        }

        return history;
    }
}
