using Akka.Actor;
using Akka.Consensus.Core;
using Akka.Consensus.Journal;
using Akka.Event;
using Akka.Persistence;
using Xunit;

namespace Akka.Consensus.Tests.Journal;

/// <summary>A role may delete the rows that an event replaces: the journal plugin keeps the numbers, and the chain is read from that event on.</summary>
public sealed class DeletedRowsSpec : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("akka-consensus-").FullName;

    [Fact(DisplayName = "Rows that were deleted should not be missed, and the numbers go on")]
    public async Task Rows_that_were_deleted_should_not_be_missed()
    {
        IEvent[] first = [new Happened("one"), new Happened("two"), new Replaced("both")];
        IEvent[] second = [new Happened("three"), new Replaced("all"), new Happened("four")];

        Assert.Empty(await LiveAsync(first));
        Assert.Equal(first[2..], await LiveAsync(second));
        Assert.Equal(second[1..], await LiveAsync([]));

        using var mark = HighWaterMark.Open(_folder);
        Assert.Equal(6, mark.Of(nameof(Rebasing)).Last.Number);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>One life of a process: what a role reads, before it stores these events and deletes what they replace.</summary>
    private async Task<IReadOnlyList<IEvent>> LiveAsync(IEvent[] events)
    {
        await using var voter = new SoleVoter(_folder);
        var done = new TaskCompletionSource<IReadOnlyList<IEvent>>(TaskCreationOptions.RunContinuationsAsynchronously);
        voter.System.ActorOf(Props.Create(() => new Rebasing(events, done)));
        return await done.Task.WaitAsync(Patience);
    }

    private sealed class Rebasing : UntypedPersistentActor
    {
        private readonly IEvent[] _events;
        private readonly TaskCompletionSource<IReadOnlyList<IEvent>> _done;
        private readonly RoleJournal _journal;
        private readonly List<IEvent> _read = [];
        private int _missing;

        public Rebasing(IEvent[] events, TaskCompletionSource<IReadOnlyList<IEvent>> done)
        {
            _events = events;
            _done = done;
            _missing = events.Length + events.Count(e => e is IRebase);
            _journal = new RoleJournal(PersistenceId, JournalExtension.Get(Context.System).Store.Rows, RowsSerializer.Instance, NoLogger.Instance);
            JournalPluginId = "akka.consensus.journal";
            SnapshotPluginId = "akka.persistence.no-snapshot-store";
        }

        public override string PersistenceId => nameof(Rebasing);

        protected override void OnRecover(object message)
        {
            if (message is RecoveryCompleted)
            {
                _journal.Complete(LastSequenceNr);
                foreach (var change in _events)
                    Store(change);
                if (_missing == 0)
                    _done.TrySetResult(_read);
            }
            else
            {
                _read.Add(_journal.Read(message, LastSequenceNr));
            }
        }

        protected override void OnCommand(object message)
        {
            if (message is DeleteMessagesSuccess)
                Count();
        }

        protected override void OnRecoveryFailure(Exception reason, object? message = null) => _done.TrySetException(reason);

        private void Store(IEvent change) => PersistAsync(_journal.Add(change, out var durable), _ =>
        {
            durable();
            if (change is IRebase)
                DeleteMessages(LastSequenceNr - 1);
            Count();
        });

        private void Count()
        {
            if (--_missing == 0)
                _done.TrySetResult(_read);
        }
    }
}
