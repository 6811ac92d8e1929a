using Akka.Consensus.Core.Client;
using Xunit;

namespace Akka.Consensus.Core.Tests.Client;

public sealed class BackoffSpec
{
    private static readonly ClientSettings Settings = new()
    {
        MinBackoff = TimeSpan.FromMilliseconds(100),
        MaxBackoff = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public void Waits_should_double_up_to_the_bound_and_half_of_each_be_random()
    {
        var backoff = new Backoff(Settings, seed: 7);
        var now = TimeSpan.FromSeconds(100);

        foreach (var longest in new[] { 100, 200, 400, 800, 1000, 1000, 1000 })
        {
            Assert.True(backoff.Refuse(now, taken: 0));

            var wait = (backoff.Until - now).TotalMilliseconds;
            Assert.InRange(wait, longest / 2, longest);
            now = backoff.Until;
        }
    }

    [Fact]
    public void A_refusal_of_a_part_should_not_lengthen_the_next_wait()
    {
        var backoff = new Backoff(Settings, seed: 7);
        for (var i = 0; i < 4; i++)
            backoff.Refuse(backoff.Until, taken: 0);
        var now = backoff.Until;

        backoff.Refuse(now, taken: 1);

        Assert.InRange(backoff.Until - now, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_refusal_of_what_was_sent_before_the_wait_should_not_prolong_it()
    {
        var backoff = new Backoff(Settings, seed: 7);
        backoff.Refuse(TimeSpan.Zero, taken: 0);
        var until = backoff.Until;

        Assert.False(backoff.Refuse(until - TimeSpan.FromTicks(1), taken: 0));
        Assert.Equal(until, backoff.Until);
    }

    [Fact]
    public void Each_answer_should_halve_the_next_wait()
    {
        var backoff = new Backoff(Settings, seed: 7);
        backoff.Refuse(TimeSpan.Zero, taken: 0);
        backoff.Refuse(TimeSpan.FromSeconds(10), taken: 0);
        Assert.True(backoff.IsRefused);

        backoff.Answer(1);
        backoff.Answer(1);
        backoff.Answer(1);

        Assert.False(backoff.IsRefused);
        backoff.Refuse(TimeSpan.FromSeconds(20), taken: 0);
        Assert.InRange(backoff.Until, TimeSpan.FromSeconds(20.05), TimeSpan.FromSeconds(20.1));
    }

    [Fact]
    public void After_a_refusal_no_more_should_be_asked_than_was_taken_on_and_more_again_with_each_answer()
    {
        var backoff = new Backoff(Settings with { MaxUnanswered = 50 }, seed: 7);
        Assert.Equal(50, backoff.Room);

        backoff.Refuse(TimeSpan.Zero, taken: 8);
        backoff.Answer(7);
        Assert.Equal(8, backoff.Room);
        backoff.Answer(1);
        Assert.Equal(9, backoff.Room);

        backoff.Refuse(TimeSpan.FromSeconds(10), taken: 0);
        Assert.Equal(4, backoff.Room);
        for (var i = 0; i < 5; i++)
            backoff.Refuse(backoff.Until, taken: 0);
        Assert.Equal(1, backoff.Room);
        backoff.Answer(1 + 2 + 3);
        Assert.Equal(4, backoff.Room);
        backoff.Answer(100_000);
        Assert.Equal(50, backoff.Room);
    }

    [Fact]
    public void Clients_should_not_come_back_together_and_one_seed_always_gives_the_same_waits()
    {
        var waits = Enumerable.Range(0, 100).Select(seed => WaitOf((ulong)seed)).ToList();

        Assert.True(waits.Distinct().Count() > 90);
        Assert.Equal(waits[7], WaitOf(7));
    }

    private static TimeSpan WaitOf(ulong seed)
    {
        var backoff = new Backoff(Settings, seed);
        backoff.Refuse(TimeSpan.Zero, taken: 0);
        return backoff.Until;
    }
}
