using Akka.Actor;
using Akka.Consensus.Actors;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Events;
using Akka.Consensus.Journal;
using Akka.Consensus.Serialization;
using Xunit;
using Address = Akka.Consensus.Core.Address;

namespace Akka.Consensus.Tests;

/// <summary>Everything that is sent or stored comes back as it was.</summary>
public sealed class ConsensusSerializerSpec : IDisposable
{
    private static readonly Ballot Ballot = new(7, new NodeId("node-2"));
    private static readonly ClientId Client = new("host/1/ab");
    private static readonly SessionId Session = new(12);
    private readonly ActorSystem _system = ActorSystem.Create("serialization", Consensus.DefaultConfig());

    private static readonly Command[] Commands =
    [
        new OpenSession(Client, 3, TimeSpan.FromSeconds(10)),
        new CloseSession(Client, Session),
        new ExpireSession(Session),
        new NoteSilence(Session, TimeSpan.FromSeconds(5)),
        new SessionRequest(Session, 1, 0, new Acquire("a", Waits: true)),
        new SessionRequest(Session, 2, 1, new Acquire("ä/b", Waits: false)),
        new SessionRequest(Session, 3, 1, new Release("a", 1, new FencingToken(5))),
        new SessionRequest(Session, 4, 1, new CancelAcquire("a", 2)),
        new SessionRequest(Session, 5, 1, new Acquire("a", Waits: true) { Mode = LockMode.Upgradeable, Party = 7, Delay = TimeSpan.FromSeconds(3), Value = "v" }),
        new SessionRequest(Session, 6, 1, new Acquire("pool", Waits: false)
        {
            Mode = LockMode.Permits,
            Count = 2,
            Permits = 5,
            Others = [new LockDemand("b", LockMode.Shared), new LockDemand("ä")],
        }),
        new SessionRequest(Session, 7, 1, new Release("a", 1, new FencingToken(5)) { Note = "to the next" }),
        new SessionRequest(Session, 8, 1, new ForceRelease("a", new FencingToken(5), "an operator")),
        new EndDelay(new FencingToken(6)),
    ];

    public static TheoryData<IMessage> Messages =>
    [
        new Prepare(Ballot),
        new Promise(Ballot, Ballot.Zero, new LogIndex(4), LogIndex.Zero, new Fingerprint(5), Mark),
        new Accept(Ballot, new LogIndex(1), new Fingerprint(6), Commands, new LogIndex(1), new LogIndex(2), new LogIndex(3), 9),
        new Accepted(Ballot, new LogIndex(8), 9, new LogIndex(5), Mark),
        new Reject(Ballot, new Ballot(8, new NodeId("node-1"))),
        new Commit(Ballot, new LogIndex(8), 0, new LogIndex(3)),
        new CatchUp(Ballot, new LogIndex(8), new NodeId("node-3")),
        new Fetch(Ballot, new LogIndex(8), new LogIndex(9)),
        new Fetched(Ballot, new LogIndex(8), Commands, new LogIndex(9)),
        new Chosen(new LogIndex(8), new Fingerprint(ulong.MaxValue), Commands),
        new Gone(new LogIndex(8)),
        new FetchSnapshot(new LogIndex(8), 9),
        new SnapshotChunk(new LogIndex(8), new Fingerprint(1), 100, new Fingerprint(2), 50, [1, 2, 3], new Fingerprint(3)),
        new Introduce(-1),
        new Introduced(-1),
        new Disown(Mark),
        new Heartbeat(),
        new HeartbeatReply(Ballot, Ballot, IsContent: true),
        new TakeOver(Ballot),
        new TakeOverRefused(Ballot),
        new ClientCommands(Client, Commands) { IsForwarded = true },
        new KeepAlive(Client, Session, 4, [1, 2]),
        new LockQuery(Client, 1, null, "x", IsLinearizable: true) { IsForwarded = true },
        new LockQuery(Client, 1, "one", "", IsLinearizable: false),
        new StatusQuery(Client, 2),
        new LineQuery(Client, 3, "a", IsLinearizable: true) { IsForwarded = true },
        new SessionQuery(Client, 4, Session, IsLinearizable: true),
        new EventQuery(Client, 5, null, null, IsLinearizable: false),
        new EventQuery(Client, 6, new EventPosition(new LogIndex(3), 2), "a", IsLinearizable: true),
        new RequestQuery(Client, 7, new Owner(Session, 4)),
        new SessionOpened(Session, 3),
        new SessionEnded(Session),
        new SessionAnswers(
        [
            new SessionAnswer(Session, 1, new Granted(new FencingToken(4))),
            new SessionAnswer(Session, 2, new Queued(3)),
            new SessionAnswer(Session, 3, new Denied("host/2")),
            new SessionAnswer(Session, 4, new Released()),
            new SessionAnswer(Session, 5, new NotHeld()),
            new SessionAnswer(Session, 6, new Cancelled()),
            new SessionAnswer(Session, 7, new BadName()),
            new SessionAnswer(Session, 8, new TooManyRequests()),
            new SessionAnswer(Session, 9, new Granted(new FencingToken(4)) { Others = [new FencingToken(5), new FencingToken(6)], Note = "from the last" }),
            new SessionAnswer(Session, 10, new Mismatch("pool", 5)),
            new SessionAnswer(Session, 11, new TooManyReentries("a")),
            new SessionAnswer(Session, 12, new Deadlock("a waits for b, b waits for a")),
            new SessionAnswer(Session, 13, new Revoked("an operator")),
        ]),
        new KeepAliveAnswer(Session, 4),
        new Unavailable(null),
        new Unavailable(new NodeId("node-1")),
        new Overloaded(12),
        new Overloaded(0),
        new SessionRefused(3),
        new LockQueryAnswer(1, [new HeldLock("a", new FencingToken(4), Session, "host/1", 2)], IsComplete: false),
        new LockQueryAnswer(1, [new HeldLock("pool", new FencingToken(4), Session, "host/1", 2) { Mode = LockMode.Permits, Holders = 2, Permits = 5, Value = "v" }],
            IsComplete: true),
        new LineQueryAnswer(3, "a", 5,
            [new Claimant(new ClaimView(new Owner(Session, 4), 7, LockMode.Shared, 0, new FencingToken(4), null, "v"), "host/1", TimeSpan.FromSeconds(2))],
            [new Claimant(new ClaimView(new Owner(Session, 5), 0, LockMode.Permits, 3, default, null, null), "host/2", null)], 200) { Holding = 150 },
        new SessionQueryAnswer(4, [new OpenedSession(new SessionView(Session, Client, TimeSpan.FromSeconds(10)), 3)], IsComplete: true),
        new EventQueryAnswer(5, EventPosition.After(new LogIndex(2)), new EventPosition(new LogIndex(4), 1),
            [
                new LockEvent(new LogIndex(3), LockEventKind.Opened, "", new Owner(Session, 0), default, "host/1") { Part = 1 },
                new LockEvent(new LogIndex(4), LockEventKind.Granted, "a", new Owner(Session, 1), new FencingToken(4), null) { Part = 1 },
            ], IsComplete: false),
        new RequestQueryAnswer(6, RequestState.Held, new FencingToken(4), true, new FencingToken(4), true),
        new RequestQueryAnswer(7, RequestState.Gone, null, false, null, false),
        new StatusAnswer(2, new NodeId("node-1"), Ballot, IsLeaderHeard: true,
            [new VoterStatus(new NodeId("node-1"), true, "akka.tcp://a@b:1", true), new VoterStatus(new NodeId("node-2"), false, null, false)]),
    ];

    public static TheoryData<IEvent> Events =>
    [
        Genesis,
        new Admitted(),
        new Promised(Ballot),
        new Appended(Ballot, new LogIndex(3), Commands, new LogIndex(2)),
        new Trimmed(Genesis, 70, Ballot, Ballot.Zero, new LogIndex(1000), new Fingerprint(9), Commands, new LogIndex(1003)),
        new Reserved(12, [new KnownJournal(new NodeId("node-1"), Mark)]),
        new Snapshot(new LogIndex(1000), new Fingerprint(ulong.MaxValue), [4, 5, 6], new Fingerprint(8)),
    ];

    private static JournalMark Mark => new(long.MinValue, 12);

    private static Genesis Genesis { get; } = new(new NodeId("node-1"), [new NodeId("node-1"), new NodeId("node-2")], -5);

    private ConsensusSerializer Serializer => (ConsensusSerializer)_system.Serialization.FindSerializerFor(new Promised(Ballot));

    [Theory(DisplayName = "A message should come back as it was sent")]
    [MemberData(nameof(Messages))]
    public void A_message_should_come_back_as_it_was_sent(IMessage message)
    {
        var packet = new Packet(Address.Proposer(new NodeId("node-2")), message);

        var back = Assert.IsType<Packet>(RoundTrip(packet));

        Assert.Equal(packet.From, back.From);
        AssertSame(message, back.Message);
    }

    [Theory(DisplayName = "An event should come back as it was stored")]
    [MemberData(nameof(Events))]
    public void An_event_should_come_back_as_it_was_stored(IEvent stored) => AssertSame(stored, RoundTrip(stored));

    [Fact(DisplayName = "Published events should come back as they were published")]
    public void Published_events_should_come_back_as_they_were_published()
    {
        var published = new PublishedLockEvents("group", "node-1", EventPosition.After(new LogIndex(3)),
        [
            new LockEvent(new LogIndex(4), LockEventKind.Opened, "", new Owner(Session, 0), default, "host/1") { Part = 1 },
            new LockEvent(new LogIndex(5), LockEventKind.Granted, "ä", new Owner(Session, 1), new FencingToken(5), null) { Part = 2 },
        ]);

        AssertSame(published, RoundTrip(published));
    }

    [Fact(DisplayName = "A journal row should be stored as it is, and come back whatever it holds")]
    public void A_journal_row_should_be_stored_as_it_is()
    {
        byte[] rubbish = [255, 0, 1];

        Assert.Equal(rubbish, Serializer.ToBinary(new StoredRow(rubbish)));
        Assert.Equal(rubbish, Assert.IsType<StoredRow>(RoundTrip(new StoredRow(rubbish))).Bytes);
    }

    [Fact(DisplayName = "Commands should come back equal, each of its kind")]
    public void Commands_should_come_back_equal()
    {
        var back = Assert.IsType<Appended>(RoundTrip(new Appended(Ballot, LogIndex.Zero, Commands, LogIndex.Zero)));

        Assert.Equal(Commands, back.Entries);
    }

    [Fact(DisplayName = "A snapshot that cannot be read should be none, and no failure")]
    public void A_snapshot_that_cannot_be_read_should_be_none()
    {
        var back = Assert.IsType<Snapshot>(Serializer.FromBinary([0xFF, 0xFF, 0xFF], Serializer.Manifest(Snapshot.Unreadable)));

        Assert.False(back.IsWhole);
    }

    [Fact(DisplayName = "What belongs to one node should be refused")]
    public void What_belongs_to_one_node_should_be_refused()
    {
        var local = new Packet(Address.Learner(new NodeId("node-1")), new Subscribe());

        Assert.Throws<System.Runtime.Serialization.SerializationException>(() => Serializer.ToBinary(local));
    }

    [Fact(DisplayName = "An unknown manifest should be refused with a word on why")]
    public void An_unknown_manifest_should_be_refused()
    {
        var refusal = Assert.Throws<System.Runtime.Serialization.SerializationException>(() => Serializer.FromBinary([], "M9"));

        Assert.Contains("newer version", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _system.Dispose();

    /// <summary>Records compare by value, but their lists do not.</summary>
    private static void AssertSame(object expected, object actual)
    {
        Assert.Equal(expected.GetType(), actual.GetType());
        foreach (var property in expected.GetType().GetProperties())
        {
            if (property.GetValue(expected) is Genesis inner)
                AssertSame(inner, property.GetValue(actual)!);
            else
                Assert.Equal(property.GetValue(expected), property.GetValue(actual));
        }
    }

    private object RoundTrip(object value) => Serializer.FromBinary(Serializer.ToBinary(value), Serializer.Manifest(value));
}
