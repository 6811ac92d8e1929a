using Akka.Actor;
using Akka.Consensus.Actors;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Serialization;
using Xunit;
using Address = Akka.Consensus.Core.Address;

namespace Akka.Consensus.Tests;

/// <summary>Answers to questions, when all that they tell of is as long as it may be: they must fit into a frame of Akka.Remote, and bring all of it in the end.</summary>
public sealed class AnswerSizeSpec : IDisposable
{
    private const int Frame = 128_000;
    private const int Count = 200;

    // Characters that take three bytes each: the most that one can take.
    private static readonly string LongValue = new('語', LockRequest.MaxTextLength);
    private static readonly string LongClient = new('語', ClientId.MaxLength - 3);
    private static readonly NodeId Self = new("a");
    private static readonly ClientId Asker = new("asker");

    private readonly ActorSystem _system = ActorSystem.Create("sizes", Consensus.DefaultConfig());
    private readonly LearnerRole _learner;
    private readonly Effects _effects = new();

    public AnswerSizeSpec()
    {
        var settings = new GroupSettings();
        var table = new SessionTable(new LockTable(TableLimits.Standard));
        _learner = new LearnerRole(Self, settings, new Learner(Self, Quorum.Majority([Self]), settings, table, new SnapshotTransfer()), table);
    }

    [Fact(DisplayName = "Locks with long names and values should be listed in pages that fit into a frame, all of them")]
    public void Locks_should_be_listed_in_pages_that_fit()
    {
        Choose([Open(0), .. Enumerable.Range(1, Count).Select(i => Ask(i, new Acquire(NameOf(i), Waits: true) { Value = LongValue }))]);

        var pages = Pages<LockQueryAnswer>(last => new LockQuery(Asker, 1, null, last?.Locks[^1].Name ?? "", IsLinearizable: false), a => a.IsComplete);

        Assert.Equal(Enumerable.Range(1, Count).Select(NameOf), pages.SelectMany(p => p.Locks).Select(l => l.Name));
    }

    [Fact(DisplayName = "Sessions of clients with long names should be listed in pages that fit into a frame, all of them")]
    public void Sessions_should_be_listed_in_pages_that_fit()
    {
        Choose([.. Enumerable.Range(0, Count).Select(Open)]);

        var pages = Pages<SessionQueryAnswer>(
            last => new SessionQuery(Asker, 1, last?.Sessions[^1].View.Session ?? default, IsLinearizable: false), a => a.IsComplete);

        Assert.Equal(Count, pages.SelectMany(p => p.Sessions).Select(s => s.View.Session).Distinct().Count());
    }

    [Fact(DisplayName = "Events with long texts should be told in pages that fit into a frame, all of them")]
    public void Events_should_be_told_in_pages_that_fit()
    {
        Choose([Open(0), .. Enumerable.Range(1, Count).Select(i => Ask(i, new Acquire(NameOf(i), Waits: true) { Value = LongValue }))]);

        var pages = Pages<EventQueryAnswer>(last => new EventQuery(Asker, 1, last?.UpTo, null, IsLinearizable: false), a => a.IsComplete);

        Assert.Equal(Count + 1, pages.SelectMany(p => p.Events).Select(e => e.Position).Distinct().Count());
    }

    [Fact(DisplayName = "One lock that many with long values hold and await should be described within a frame, the first of them first")]
    public void One_lock_should_be_described_within_a_frame()
    {
        Choose(
        [
            Open(0),
            .. Enumerable.Range(1, Count).Select(i => Ask(i, new Acquire("shared", Waits: true) { Mode = LockMode.Shared, Value = LongValue })),
            .. Enumerable.Range(Count + 1, Count).Select(i => Ask(i, new Acquire("shared", Waits: true) { Value = LongValue })),
        ]);

        var line = Assert.Single(Pages<LineQueryAnswer>(_ => new LineQuery(Asker, 1, "shared", IsLinearizable: false), _ => true));

        Assert.Equal((Count, Count), (line.Holding, line.Waiting));
        Assert.Equal(Enumerable.Range(1, line.Holders.Count).Select(i => (long)i), line.Holders.Select(c => c.Claim.Owner.Sequence));
        Assert.Equal(Enumerable.Range(Count + 1, line.Waiters.Count).Select(i => (long)i), line.Waiters.Select(c => c.Claim.Owner.Sequence));
        Assert.NotEmpty(line.Holders);
        Assert.NotEmpty(line.Waiters);
    }

    [Fact(DisplayName = "What is short should come in one page of as many as there may be")]
    public void What_is_short_should_come_in_one_page()
    {
        var client = new OpenSession(new ClientId("host/1/ab"), 1, TimeSpan.FromSeconds(10));
        Choose([client, .. Enumerable.Range(1, Count).Select(i => Ask(i, new Acquire($"{i:000}", Waits: true)))]);

        var pages = Pages<LockQueryAnswer>(last => new LockQuery(Asker, 1, null, last?.Locks[^1].Name ?? "", IsLinearizable: false), a => a.IsComplete);

        Assert.Equal([128, Count - 128], pages.Select(p => p.Locks.Count));
    }

    public void Dispose() => _system.Dispose();

    private static string NameOf(int i) => $"{i:000}" + new string('x', LockName.MaxBytes - 3);

    private static OpenSession Open(int i) => new(new ClientId($"{i:000}{LongClient}"), 1, TimeSpan.FromSeconds(10));

    private static SessionRequest Ask(int sequence, Acquire request) => new(new SessionId(1), sequence, 0, request);

    private void Choose(IReadOnlyList<Command> entries)
    {
        _learner.Receive(TimeSpan.Zero, Address.Acceptor(Self), new Chosen(_learner.Applied, _learner.Log, entries), _effects);
        Assert.Equal(entries.Count, _learner.Applied.Value);
    }

    private List<TAnswer> Pages<TAnswer>(Func<TAnswer?, Query> next, Func<TAnswer, bool> isLast)
        where TAnswer : class, IQueryAnswer
    {
        var serializer = (ConsensusSerializer)_system.Serialization.FindSerializerForType(typeof(Packet));
        var pages = new List<TAnswer>();
        do
        {
            _effects.Clear();
            _learner.Receive(TimeSpan.Zero, Address.Proposer(Self), new AnswerQuery(LogIndex.Zero, next(pages.LastOrDefault())), _effects);
            var page = Assert.IsType<TAnswer>(Assert.Single(_effects.Items).Message);
            Assert.InRange(serializer.ToBinary(new Packet(Address.Learner(Self), page)).Length, 1, Frame / 2);
            pages.Add(page);
        }
        while (!isLast(pages[^1]));

        return pages;
    }
}
