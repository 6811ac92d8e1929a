using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.Scenarios;

/// <summary>What waiters and failed tries cost: a herd that is woken, or a memory that grows, has taken lock services down.</summary>
public sealed class CostScenariosSpec
{
    private const int Waiters = 10_000;
    private const int Tries = 10_000_000;
    private const int Unacknowledged = 100;

    private readonly SessionTable _table = new(new LockTable(new TableLimits()));
    private readonly Effects _effects = new();
    private long _index;

    [Fact(DisplayName = "A release should wake one of ten thousand waiters, by one message, and tell nobody else but who gave it back")]
    public void A_release_should_wake_one_waiter()
    {
        var (holder, waiters) = (Open("holder"), Enumerable.Range(0, Waiters).Select(i => Open($"waiter-{i}")).ToList());
        var token = Granted(Assert.Single(Ask(holder, 1, 0, new Acquire("x", Waits: true))));
        foreach (var waiter in waiters)
            Ask(waiter, 1, 0, new Acquire("x", Waits: true));

        for (var i = 0; i < 5; i++)
        {
            var told = Ask(i == 0 ? holder : waiters[i - 1], 2, 1, new Release("x", 1, token));

            Assert.Equal([i == 0 ? "holder" : $"waiter-{i - 1}", $"waiter-{i}"], told.Select(t => t.To.Name));
            Assert.Equal(new Released(), Assert.Single(((SessionAnswers)told[0].Message!).Items).Answer);
            token = Granted(told[1]);
        }
    }

    [Fact(DisplayName = "The end of a holder should wake one of ten thousand waiters, by one message")]
    public void The_end_of_a_holder_should_wake_one_waiter()
    {
        var holder = Open("holder");
        Ask(holder, 1, 0, new Acquire("x", Waits: true));
        for (var i = 0; i < Waiters; i++)
            Ask(Open($"waiter-{i}"), 1, 0, new Acquire("x", Waits: true));

        var told = Apply(new ExpireSession(holder));

        Assert.Equal(["holder", "waiter-0"], told.Select(t => t.To.Name).Order());
    }

    [Fact(DisplayName = "Ten million failed tries should leave no more behind than those that were not acknowledged, here and at the client")]
    public void Failed_tries_should_leave_nothing_behind()
    {
        var (holder, session) = (Open("holder"), Open("client"));
        Ask(holder, 1, 0, new Acquire("x", Waits: true));
        var window = new RequestWindow(session, new ClientSettings());
        var before = StateSize();
        var mostKept = 0;
        var samples = new List<WeakReference>();

        // A hundred tries are under way at a time, as of a hundred tasks of one process that poll.
        var body = new Acquire("x", Waits: false);
        for (var turn = 0; turn < Tries / Unacknowledged; turn++)
        {
            for (var i = 0; i < Unacknowledged; i++)
                window.Add(body);
            Try(window, turn % 1000 == 0 ? samples : null);
            if (turn % 1000 == 0)
                mostKept = Math.Max(mostKept, StateSize() - before);
            _effects.Clear();
        }

        GC.Collect();
        Assert.Equal(Tries, _index - 3);
        Assert.InRange(mostKept, 1, Unacknowledged * 64);
        Assert.InRange(samples.Count, 20_000, int.MaxValue);

        // The last ones are not acknowledged yet; of the others nothing is in memory any more, neither the requests nor their answers.
        Assert.InRange(samples.Count(s => s.IsAlive), 0, Unacknowledged);
        Assert.Equal(1, _table.Locks.Count);
    }

    /// <summary>All that is under way is carried out and answered.</summary>
    private void Try(RequestWindow window, List<WeakReference>? samples)
    {
        foreach (var request in window.TakeDue(TimeSpan.Zero, room: 512))
        {
            _table.Apply(new LogIndex(++_index), request, _effects);
            Assert.True(window.Answer(((SessionRequest)request).Sequence));
            samples?.Add(new WeakReference(request));
        }

        _table.Answer(_effects);
        samples?.AddRange(_effects.Items.Select(e => e.Message).OfType<SessionAnswers>().SelectMany(a => a.Items).Select(a => new WeakReference(a.Answer)));
    }

    /// <summary>How many bytes a snapshot has: all that is kept is in it.</summary>
    private int StateSize()
    {
        var writer = new StateWriter();
        _table.Write(writer);
        return writer.ToArray().Length;
    }

    private SessionId Open(string client) =>
        ((SessionOpened)Apply(new OpenSession(new ClientId(client), 1, TimeSpan.FromSeconds(10))).Single().Message!).Session;

    private List<Effect> Ask(SessionId session, long sequence, long acknowledged, LockRequest body) =>
        Apply(new SessionRequest(session, sequence, acknowledged, body));

    private List<Effect> Apply(Command command)
    {
        _table.Apply(new LogIndex(++_index), command, _effects);
        _table.Answer(_effects);
        var told = _effects.Items.ToList();
        _effects.Clear();
        return told;
    }

    private static FencingToken Granted(Effect told) => ((Granted)Assert.Single(((SessionAnswers)told.Message!).Items).Answer).Token;
}
