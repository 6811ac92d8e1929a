using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Service;
using Xunit;

namespace Akka.Consensus.Core.Tests.Service;

public sealed class HistorySpec
{
    [Fact(DisplayName = "A history should remember the last events, say since when, and give those after any place, as a plain list would")]
    public void A_history_should_remember_the_last_events()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var capacity = random.Next(1, 60);
            var history = new History(capacity);
            var (all, since, index) = (new List<LockEvent>(), default(EventPosition), 0);
            for (var step = 0; step < 120; step++)
            {
                if (random.Next(100) == 0)
                {
                    history.Restart(new LogIndex(index));
                    (all, since) = ([], EventPosition.After(new LogIndex(index)));
                }

                index++;
                for (var part = 1; part <= random.Next(4); part++)
                {
                    var happened = new LockEvent(new LogIndex(index), LockEventKind.Granted, $"{index}", default, default, null) { Part = part };
                    history.Add(happened);
                    all.Add(happened);
                }

                if (all.Count > capacity)
                {
                    since = all[^(capacity + 1)].Position;
                    all = all[^capacity..];
                }

                var after = new EventPosition(new LogIndex(random.Next(index + 2)), random.Next(3) == 0 ? int.MaxValue : random.Next(4));
                Assert.Equal(all.Where(e => e.Position > after), history.After(after));
                Assert.Equal(all, history.After(default));
                Assert.Equal(since, history.Since);
            }
        }
    }
}
