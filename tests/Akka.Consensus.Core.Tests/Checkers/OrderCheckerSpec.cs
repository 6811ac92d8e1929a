using Akka.Consensus.Checkers;
using Akka.Consensus.Simulation.World;
using Xunit;
using Operations = System.Collections.Generic.List<Akka.Consensus.Checkers.Operation<Akka.Consensus.Checkers.Access<string, int>>>;

namespace Akka.Consensus.Core.Tests.Checkers;

/// <summary>The sequential and the causal checker against judges that follow the definitions, order by order, on tiny histories.</summary>
public sealed class OrderCheckerSpec
{
    private const ulong Seeds = 4000;
    private const int LeastOfEither = 300;
    private const int Initial = 0;

    [Fact(DisplayName = "The sequential checker should agree with a judge that tries every order")]
    public void The_sequential_checker_should_agree_with_every_order() =>
        Compare(history => SequentialChecker.Check(history, Initial).Verdict, HasOrder);

    [Fact(DisplayName = "The causal checker should agree with a judge that tries every order of what each read knew of")]
    public void The_causal_checker_should_agree_with_the_definition() =>
        Compare(history => CausalChecker.Check(history, Initial).Verdict, IsCausal);

    [Fact(DisplayName = "A history may be causal and not sequential: two processes see two concurrent writes in different orders")]
    public void Causal_should_be_weaker_than_sequential()
    {
        Operations history = [Of(0, Access.Write("x", 1), 0), Of(1, Access.Write("x", 2), 1),
            Of(2, Access.Read("x", 1), 2), Of(2, Access.Read("x", 2), 3), Of(3, Access.Read("x", 2), 4), Of(3, Access.Read("x", 1), 5)];

        Assert.Equal(Verdict.Legal, CausalChecker.Check(history, Initial).Verdict);
        Assert.Equal(Verdict.Illegal, SequentialChecker.Check(history, Initial).Verdict);
    }

    [Fact(DisplayName = "An effect that is seen without its cause should be named: the read, what it saw, what hides it")]
    public void An_effect_without_its_cause_should_be_named()
    {
        Operations history = [Of(0, Access.Write("x", 1), 0), Of(1, Access.Read("x", 1), 1), Of(1, Access.Write("y", 2), 2),
            Of(2, Access.Read("y", 2), 3), Of(2, Access.Read("x", Initial), 4)];

        var result = CausalChecker.Check(history, Initial);

        Assert.Equal(Verdict.Illegal, result.Verdict);
        Assert.Equal(BadPattern.InitialReadAfterWrite, result.Anomaly!.Pattern);
        Assert.Equal([history[4], history[0]], result.Anomaly.Operations);
    }

    [Fact(DisplayName = "A history should be found illegal by search, where either order of two writes explains all that was read but for what follows from it")]
    public void What_no_read_alone_shows_should_be_found_by_search()
    {
        // If 2 comes before 1, then 2 and 3 each overwrite what the other is yet to read: neither can be first. If after 1, so do 4 and 5.
        (string Key, bool IsWrite, int Value)[][] lines =
        [
            [("a", true, 1), ("b", true, 1), ("x", true, 1)],
            [("y", true, 1), ("z", true, 1), ("x", true, 2)],
            [("x", false, 1), ("y", true, 2), ("z", false, 1)],
            [("x", false, 1), ("z", true, 2), ("y", false, 1)],
            [("x", false, 2), ("a", true, 2), ("b", false, 1)],
            [("x", false, 2), ("b", true, 2), ("a", false, 1)],
        ];
        Operations history = [.. lines.SelectMany((line, process) => line.Select((access, time) =>
            Of(process, access.IsWrite ? Access.Write(access.Key, access.Value) : Access.Read(access.Key, access.Value), time)))];

        var result = SequentialChecker.Check(history, Initial);

        Assert.Equal((Verdict.Illegal, null), (result.Verdict, result.Anomaly));
        Assert.All(Enumerable.Range(2, 4), silent =>
            Assert.Equal(Verdict.Legal, SequentialChecker.Check([.. history.Where(o => o.Process != silent)], Initial).Verdict));
    }

    [Fact(DisplayName = "A value that nobody wrote should be found out of thin air")]
    public void A_value_that_nobody_wrote_should_be_found()
    {
        Operations history = [Of(0, Access.Write("x", 1), 0), Of(1, Access.Read("x", 7), 1)];

        Assert.Equal(BadPattern.ThinAirRead, CausalChecker.Check(history, Initial).Anomaly!.Pattern);
        Assert.Equal(BadPattern.ThinAirRead, SequentialChecker.Check(history, Initial).Anomaly!.Pattern);
    }

    [Fact(DisplayName = "A value that is written twice, or initial, and a process that does two things at once, should be refused")]
    public void What_the_checkers_cannot_judge_should_be_refused()
    {
        Refused([Of(0, Access.Write("x", 1), 0), Of(1, Access.Write("x", 1), 1)]);
        Refused([Of(0, Access.Write("x", Initial), 0)]);
        Refused([new(0, Access.Write("x", 1), 0, 5), new(0, Access.Write("x", 2), 3, 8)]);

        static void Refused(Operations history)
        {
            Assert.Throws<ArgumentException>(() => SequentialChecker.Check(history, Initial));
            Assert.Throws<ArgumentException>(() => CausalChecker.Check(history, Initial));
        }
    }

    private static void Compare(Func<Operations, Verdict> check, Func<Operations, bool> judge)
    {
        var verdicts = new int[2];
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            var history = Random(seed);
            var expected = judge(history) ? Verdict.Legal : Verdict.Illegal;
            verdicts[(int)expected]++;

            Assert.True(expected == check(history), $"seed {seed} is {expected}");
        }

        Assert.All(verdicts, count => Assert.True(count >= LeastOfEither, $"of the histories only {count} have one of the verdicts"));
    }

    /// <summary>Every read is explained by an order of what happened before it: its process's past, and the past of what that read.</summary>
    private static bool IsCausal(Operations history)
    {
        var before = CausalOrder(history);
        return before is not null && Enumerable.Range(0, history.Count).Where(i => !history[i].Content.IsWrite).All(read =>
            Orders(Enumerable.Range(0, history.Count).Where(i => i == read || before[i, read]).ToList(), (a, b) => before[a, b])
                .Any(order => Answers(history, order, only: read)));
    }

    /// <summary>Process order and who read from whom, closed; null if it has a cycle, or if a value came from nowhere.</summary>
    private static bool[,]? CausalOrder(Operations history)
    {
        var count = history.Count;
        var before = new bool[count, count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                var (one, other) = (history[i], history[j]);
                before[i, j] = (one.Process == other.Process && one.Call < other.Call)
                    || (one.Content.IsWrite && !other.Content.IsWrite && one.Content.Key == other.Content.Key && one.Content.Value == other.Content.Value);
            }

            if (!history[i].Content.IsWrite && history[i].Content.Value != Initial
                && !history.Exists(w => w.Content.IsWrite && w.Content.Key == history[i].Content.Key && w.Content.Value == history[i].Content.Value))
                return null;
        }

        for (var middle = 0; middle < count; middle++)
        {
            for (var i = 0; i < count; i++)
            {
                for (var j = 0; j < count; j++)
                    before[i, j] |= before[i, middle] && before[middle, j];
            }
        }

        return Enumerable.Range(0, count).Any(i => before[i, i]) ? null : before;
    }

    private static bool HasOrder(Operations history) =>
        Orders([.. Enumerable.Range(0, history.Count)], (a, b) => history[a].Process == history[b].Process && history[a].Call < history[b].Call)
            .Any(order => order.All(read => Answers(history, order, read)));

    /// <summary>Whether one read answers with what was written last before it in an order.</summary>
    private static bool Answers(Operations history, List<int> order, int only)
    {
        var read = history[only].Content;
        var last = order.TakeWhile(i => i != only).Where(i => history[i].Content.IsWrite && history[i].Content.Key == read.Key)
            .Select(i => history[i].Content.Value).LastOrDefault(Initial);
        return read.IsWrite || read.Value == last;
    }

    private static IEnumerable<List<int>> Orders(List<int> rest, Func<int, int, bool> isBefore)
    {
        if (rest.Count == 0)
            yield return [];
        foreach (var first in rest.Where(i => !rest.Exists(other => other != i && isBefore(other, i))))
        {
            foreach (var order in Orders([.. rest.Where(i => i != first)], isBefore))
                yield return [first, .. order];
        }
    }

    private static Operations Random(ulong seed)
    {
        var random = new Prng(seed);
        var (value, processes) = (Initial, (int)random.Between(2, 3));
        var written = new List<(string Key, int Value)> { ("x", Initial), ("y", Initial) };
        var history = new Operations();
        for (var i = (long)0; i < random.Between(3, 6); i++)
        {
            var (process, key) = ((int)random.Below(processes), random.Pick(["x", "x", "y"]));
            if (random.Percent(50))
            {
                written.Add((key, ++value));
                history.Add(Of(process, Access.Write(key, value), i));
            }
            else
            {
                var known = written.Where(w => w.Key == key).Select(w => w.Value).ToArray();
                history.Add(Of(process, Access.Read(key, random.Percent(3) ? 99 : random.Pick(known)), i));
            }
        }

        return history;
    }

    private static Operation<Access<string, int>> Of(int process, Access<string, int> access, long time) => new(process, access, time, time);
}
