using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.Snapshots;

/// <summary>Catch-up: from the own acceptor, from another's, and by snapshot.</summary>
public sealed class LearnerSpec
{
    private static readonly NodeId[] Members = [new("a"), new("b"), new("c")];
    private static readonly GroupSettings Settings = new() { SnapshotInterval = 10, MaxBatchBytes = 16, ElectionTimeout = TimeSpan.FromSeconds(1) };

    private readonly Effects _effects = new();
    private readonly SessionTable _table = new(new LockTable(TableLimits.Standard));
    private readonly Learner _learner;

    public LearnerSpec() => _learner = NewLearner(Members[0], _table);

    [Fact(DisplayName = "A learner whose acceptor has had nothing new for an election timeout should ask the others, one after the other")]
    public void A_learner_without_news_should_ask_the_others()
    {
        var asked = new List<Address>();
        for (var time = 0; time <= 4000; time += 100)
        {
            _effects.Clear();
            _learner.Tick(TimeSpan.FromMilliseconds(time), _effects);
            asked.AddRange(_effects.Items.Where(e => e.Message is Fetch && e.To.Node != Members[0]).Select(e => e.To));
        }

        Assert.Equal([Address.Acceptor(Members[1]), Address.Acceptor(Members[2]), Address.Acceptor(Members[1])], asked);
    }

    [Fact(DisplayName = "A transfer from a node that is silent should go on with the one that the acceptor has heard from")]
    public void A_transfer_from_a_silent_node_should_go_on_with_another()
    {
        var need = new NeedSnapshot(new LogIndex(10), Members[2]);
        _learner.Tick(TimeSpan.Zero, _effects);
        _learner.Receive(Members[1], new Gone(new LogIndex(10)), _effects);
        _learner.Receive(need, _effects);
        Assert.DoesNotContain(_effects.Items, e => e.To == Address.Learner(Members[2]));

        _learner.Tick(TimeSpan.FromMilliseconds(100), _effects);
        _learner.Receive(need, _effects);

        Assert.Contains(_effects.Items, e => e.To == Address.Learner(Members[2]) && e.Message is FetchSnapshot);
    }

    [Fact(DisplayName = "Entries after a gap should not be applied")]
    public void Entries_after_a_gap_should_not_be_applied()
    {
        _learner.Receive(Members[0], new Chosen(new LogIndex(3), default, [Entry(4)]), _effects);

        Assert.Equal(LogIndex.Zero, _learner.Applied);
    }

    [Fact(DisplayName = "A log with another past should stop the learner")]
    public void A_log_with_another_past_should_stop_the_learner() =>
        Assert.Throws<InvariantException>(() => _learner.Receive(Members[1], new Chosen(LogIndex.Zero, new Fingerprint(1), [Entry(1)]), _effects));

    [Fact(DisplayName = "A snapshot should be offered only when it is durable")]
    public void A_snapshot_should_be_offered_only_when_it_is_durable()
    {
        Deliver(_learner, _table, 10);
        var saving = Assert.Single(_effects.Items, e => e.Kind == EffectKind.Save).Snapshot!;
        Assert.Equal(new LogIndex(10), saving.Index);
        Assert.Null(_learner.Snapshot);

        _learner.Receive(new SnapshotSaved(new LogIndex(10), IsDurable: true), _effects);

        Assert.Equal(saving, _learner.Snapshot);
        Assert.Contains(_effects.Items, e => e.To == Address.Acceptor(Members[0]) && e.Message is Snapshotted { Index.Value: 10 });
    }

    [Fact(DisplayName = "A snapshot should come over in pieces, whichever are lost, doubled or damaged on the way")]
    public void A_snapshot_should_come_over_in_pieces()
    {
        var source = Saved(Members[1]);
        _learner.Receive(Members[1], new Gone(new LogIndex(10)), _effects);
        var trips = 0;
        while (_learner.Applied == LogIndex.Zero)
        {
            var ask = _effects.Items.Last(e => e.Message is FetchSnapshot);
            _effects.Clear();
            source.Receive(Address.Learner(Members[0]), (FetchSnapshot)ask.Message!, _effects);
            var chunk = (SnapshotChunk)_effects.Items[^1].Message!;
            _effects.Clear();
            switch (trips++ % 4)
            {
                case 0:
                    _learner.Receive(chunk with { Bytes = [.. chunk.Bytes.Reverse()], Checksum = new Fingerprint(5) }, _effects);
                    _learner.Tick(TimeSpan.Zero, _effects);
                    break;
                case 1:
                    _learner.Tick(TimeSpan.Zero, _effects);
                    break;
                default:
                    _learner.Receive(chunk, _effects);
                    var isWhole = _learner.Applied != LogIndex.Zero;
                    var asked = _effects.Items.Count(e => e.Message is FetchSnapshot);
                    _learner.Receive(chunk, _effects);
                    Assert.Equal(asked, isWhole ? 0 : _effects.Items.Count(e => e.Message is FetchSnapshot));
                    break;
            }
        }

        Assert.True(trips > 8, $"{trips} pieces only");
        Assert.Equal((source.Applied, source.Log), (_learner.Applied, _learner.Log));
        Assert.Equal(10, _table.Sessions.Count());
        Assert.Contains(_effects.Items, e => e.Kind == EffectKind.Save);
    }

    [Fact(DisplayName = "A transfer should go on with another node that has the same snapshot")]
    public void A_transfer_should_go_on_with_another_node()
    {
        var first = Saved(Members[1]);
        var second = Saved(Members[2]);
        _learner.Receive(Members[1], new Gone(new LogIndex(10)), _effects);
        Pass(first);
        Pass(first);
        var offset = ((FetchSnapshot)_effects.Items[^1].Message!).Offset;

        // The first one falls silent.
        for (var time = 0; time <= 1200; time += 100)
            _learner.Tick(TimeSpan.FromMilliseconds(time), _effects);
        _effects.Clear();
        for (var time = 1300; _effects.Items.All(e => e.To != Address.Learner(Members[2])); time += 100)
            _learner.Tick(TimeSpan.FromMilliseconds(time), _effects);

        Assert.True(offset > 0);
        Assert.Equal(new FetchSnapshot(new LogIndex(10), offset), _effects.Items.Last(e => e.Message is FetchSnapshot).Message);
        while (_learner.Applied == LogIndex.Zero)
            Pass(second);
        Assert.Equal(second.Log, _learner.Log);
    }

    [Fact(DisplayName = "A damaged snapshot should be forgotten")]
    public void A_damaged_snapshot_should_be_forgotten()
    {
        _learner.Recover(Snapshot.Of(new LogIndex(5), default, [1, 2, 3]) with { State = [1, 2, 4] });

        Assert.Equal((LogIndex.Zero, null), (_learner.Applied, _learner.Snapshot));
    }

    [Fact(DisplayName = "A lone node without the snapshot that its journal needs should stop and say so")]
    public void A_lone_node_without_its_snapshot_should_stop()
    {
        var alone = new Learner(Members[0], Quorum.Majority([Members[0]]), Settings, _table, new SnapshotTransfer());

        var stopped = Assert.Throws<InvariantException>(() => alone.Receive(Members[0], new Gone(new LogIndex(10)), _effects));

        Assert.Contains("missing or damaged", stopped.Message, StringComparison.Ordinal);
    }

    private static OpenSession Entry(int number) => new(new ClientId($"client-{number}"), number, TimeSpan.FromSeconds(5));

    private static Learner NewLearner(NodeId self, SessionTable table) =>
        new(self, Quorum.Majority(Members), Settings, table, new SnapshotTransfer());

    /// <summary>A learner that has applied ten entries and has a snapshot of them.</summary>
    private Learner Saved(NodeId self)
    {
        var table = new SessionTable(new LockTable(TableLimits.Standard));
        var learner = NewLearner(self, table);
        Deliver(learner, table, 10);
        learner.Receive(new SnapshotSaved(new LogIndex(10), IsDurable: true), _effects);
        _effects.Clear();
        return learner;
    }

    private void Deliver(Learner learner, SessionTable table, int count)
    {
        _effects.Clear();
        learner.Receive(Members[0], new Chosen(LogIndex.Zero, Fingerprint.Empty, [.. Enumerable.Range(1, count).Select(Entry)]), _effects);
        foreach (var effect in _effects.Items.Where(e => e.Kind == EffectKind.Deliver).ToList())
            table.Apply(effect.Index, effect.Command!, new Effects());
        learner.SaveIfDue(LogIndex.Zero, _effects);
    }

    /// <summary>One question of the learner, and its answer.</summary>
    private void Pass(Learner source)
    {
        var ask = (FetchSnapshot)_effects.Items.Last(e => e.Message is FetchSnapshot).Message!;
        _effects.Clear();
        source.Receive(Address.Learner(Members[0]), ask, _effects);
        var chunk = (SnapshotChunk)_effects.Items[^1].Message!;
        _effects.Clear();
        _learner.Receive(chunk, _effects);
    }
}
