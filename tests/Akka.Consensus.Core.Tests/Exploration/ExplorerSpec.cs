using Akka.Consensus.Simulation.Exploration.Engine;
using Xunit;

namespace Akka.Consensus.Core.Tests.Exploration;

public sealed class ExplorerSpec
{
    [Fact]
    public void Every_state_should_be_found_once_with_the_steps_between_them_counted()
    {
        var explored = Explorer.Run(new Jugs(forbidden: -1));

        // All the states but those in which both jugs are neither empty nor full.
        Assert.Equal(16, explored.Distinct);
        Assert.Equal(16 * 6, explored.Steps);
        Assert.Null(explored.Counterexample);
    }

    [Fact]
    public void What_must_not_be_should_be_reached_by_as_few_steps_as_can_be()
    {
        var explored = Explorer.Run(new Jugs(forbidden: 4));

        Assert.Equal("the big jug holds 4", explored.Counterexample!.Wrong);
        Assert.Equal(
            ["", "fill big", "big to small", "empty small", "big to small", "fill big", "big to small"],
            explored.Counterexample.Trace.Select(t => t.Step));
        Assert.Equal("small 3, big 4", explored.Counterexample.Trace[^1].State);
        Assert.Equal(7, explored.Depth + 1);
    }

    [Fact]
    public void A_step_that_must_not_be_should_be_told_with_the_way_to_it()
    {
        var explored = Explorer.Run(new Jugs(forbidden: -1, hasWrongStep: true));

        Assert.Equal("poured away", explored.Counterexample!.Wrong);
        Assert.Equal(["", "fill big", "empty big"], explored.Counterexample.Trace.Select(t => t.Step));
    }

    [Fact]
    public void A_first_state_that_must_not_be_should_be_told()
    {
        var counterexample = Explorer.Run(new Jugs(forbidden: 0)).Counterexample;

        Assert.Equal("small 0, big 0", Assert.Single(counterexample!.Trace).State);
    }

    [Fact]
    public void More_states_than_allowed_should_be_said_to_be_too_many()
    {
        Assert.Equal(16, Explorer.Run(new Jugs(forbidden: -1), limit: 16).Distinct);
        Assert.Throws<StateLimitException>(() => Explorer.Run(new Jugs(forbidden: -1), limit: 15));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_store_should_know_every_state_that_it_was_given(int words)
    {
        var store = new StateStore(words);
        const int Count = 50_000;
        var state = new ulong[words];

        for (var number = 0; number < Count; number++)
        {
            state[^1] = (ulong)number << 40;
            Assert.True(store.Add(state, number / 2));
            Assert.False(store.Add(state, 0));
        }

        Assert.Equal(Count, store.Count);
        Assert.Equal(33_333UL << 40, store[33_333][^1]);
        Assert.Equal(16_666, store.ParentOf(33_333));
    }

    [Fact]
    public void Fields_should_not_touch_one_another()
    {
        var layout = new Layout();
        Field[] fields = [.. Enumerable.Range(0, 30).Select(n => layout.Add(n % 7 + 2))];
        var state = new ulong[layout.Words];

        for (var n = 0; n < fields.Length; n++)
            fields[n].Set(state, n % 7 + 1);
        fields[11].Set(state, 0);

        for (var n = 0; n < fields.Length; n++)
            Assert.Equal(n == 11 ? 0 : n % 7 + 1, fields[n].Get(state));
    }

    /// <summary>A jug of three litres and one of five, a well, and the question how to measure four.</summary>
    private sealed class Jugs(int forbidden, bool hasWrongStep = false) : ISpec
    {
        private static readonly string[] Names = ["fill small", "fill big", "empty small", "empty big", "small to big", "big to small"];

        public int Words => 1;

        public void Begin(Span<ulong> state)
        {
            // Both are empty.
        }

        public void Next(ReadOnlySpan<ulong> state, Steps steps)
        {
            var (small, big) = Read(state);
            var toBig = Math.Min(small, 5 - big);
            var toSmall = Math.Min(big, 3 - small);
            (int Small, int Big)[] next =
                [(3, big), (small, 5), (0, big), (small, 0), (small - toBig, big + toBig), (small + toSmall, big - toSmall)];
            for (var step = 0; step < next.Length; step++)
            {
                var isWrong = hasWrongStep && step == 3 && big == 5;
                steps.Add(step, state, isWrong ? "poured away" : null)[0] = (ulong)(next[step].Small * 10 + next[step].Big);
            }
        }

        public string? Violation(ReadOnlySpan<ulong> state) => Read(state).Big == forbidden ? $"the big jug holds {forbidden}" : null;

        public string NameOf(int step) => Names[step];

        public string Describe(ReadOnlySpan<ulong> state) => $"small {Read(state).Small}, big {Read(state).Big}";

        private static (int Small, int Big) Read(ReadOnlySpan<ulong> state) => ((int)state[0] / 10, (int)state[0] % 10);
    }
}
