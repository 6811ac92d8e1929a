using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.Service;

/// <summary>What a node remembers of what happened.</summary>
public sealed class HistorySpec
{
    [Theory(DisplayName = "Each place should be followed by all that came after it and is remembered, in order")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(700)]
    [InlineData(2000)]
    public void Each_place_should_be_followed_by_what_came_after_it(int capacity)
    {
        var history = new History(capacity);
        var all = Enumerable.Range(0, 1000).Select(i => At(1 + i / 3, 1 + i % 3)).ToList();

        foreach (var happened in all)
        {
            history.Add(happened);
            Assert.Equal(happened.Position, history.Newest);
        }

        var remembered = all.TakeLast(capacity).ToList();
        foreach (var after in (EventPosition[])[default, EventPosition.After(new LogIndex(10)), .. all.Select(e => e.Position)])
            Assert.Equal(remembered.Where(e => e.Position > after), history.After(after));
        Assert.Equal(remembered, history.After(history.Since));
        Assert.Equal(capacity < all.Count ? all[^(capacity + 1)].Position : default, history.Since);
    }

    [Fact(DisplayName = "A history that begins anew from a snapshot should remember nothing from before, and say so")]
    public void A_history_that_begins_anew_should_say_so()
    {
        var history = new History(10);
        history.Add(At(1, 1));

        history.Restart(new LogIndex(7));

        Assert.Empty(history.After(default));
        Assert.Equal(EventPosition.After(new LogIndex(7)), history.Since);
        Assert.Equal(history.Since, history.Newest);
        history.Add(At(8, 1));
        Assert.Equal([At(8, 1)], history.After(history.Since));
    }

    private static LockEvent At(int index, int part) =>
        new(new LogIndex(index), LockEventKind.Granted, "a", new Owner(new SessionId(1), index), default, null) { Part = part };
}
