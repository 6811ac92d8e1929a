using Akka.Consensus.Cli;
using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>The demo's judge, on files whose verdict is known.</summary>
public sealed class JudgeSpec
{
    private static readonly string[] Good = ["enter a 1 100", "exit a 1 200", "enter b 2 300", "exit b 2 400"];

    [Fact(DisplayName = "A run in which all took turns should be right")]
    public void A_run_in_which_all_took_turns_should_be_right() => Assert.True(Decide(Good).Right);

    [Theory(DisplayName = "A run with one thing wrong should be wrong, by the name of that thing")]
    [InlineData("owners that overlapped", "enter a 1 100", "enter b 2 150", "exit a 1 200", "exit b 2 400")]
    [InlineData("tokens out of order", "enter a 2 100", "exit a 2 200", "enter b 1 300", "exit b 1 400")]
    [InlineData("tokens out of order", "enter a 1 100", "exit a 1 200", "enter b 1 300", "exit b 1 400")]
    [InlineData("workers served", "enter a 1 100", "exit a 1 200")]
    [InlineData("hand-overs", "enter a 1 100", "exit a 1 200", "enter a 2 300", "exit a 2 400")]
    [InlineData("unreadable lines", "enter a 1 100", "exit a 1 200", "enter b 2 300", "exit b 2 400", "rubbish")]
    [InlineData("longest gap without a grant, ms", "enter a 1 100", "exit a 1 200", "enter b 2 7000", "exit b 2 7001")]
    public void A_run_with_one_thing_wrong_should_be_wrong(string figure, params string[] lines)
    {
        var verdict = Decide(lines);

        Assert.False(verdict.Right);
        Assert.Contains(verdict.Figures, f => f.Name == figure && !f.Right);
    }

    [Fact(DisplayName = "A kill that did not happen should make the run wrong")]
    public void A_kill_that_did_not_happen_should_make_the_run_wrong() => Assert.False(Decide(Good, kills: 1).Right);

    [Fact(DisplayName = "An owner that said its lock was lost should not overlap with the next")]
    public void An_owner_that_lost_its_lock_should_not_overlap() =>
        Assert.True(Decide(["enter a 1 100", "lost a 1 200", "enter b 2 300", "exit b 2 400"]).Right);

    private static Verdict Decide(string[] lines, int kills = 2)
    {
        var judge = new Judge();
        judge.Read(lines);
        return judge.Decide(new DemoPlan(TimeSpan.FromSeconds(4), Workers: 2, Kills: 2, kills, TimeSpan.FromSeconds(5)));
    }
}
