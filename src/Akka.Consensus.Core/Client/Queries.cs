using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Client;

/// <summary>The questions of a client that are not answered yet. Asking twice does no harm.</summary>
public sealed class Queries(ClientSettings settings)
{
    private readonly SortedDictionary<long, Pending> _pending = [];

    private sealed class Pending(IMessage message, TimeSpan deadline, NodeId? only)
    {
        public NodeId? Only { get; } = only;

        public IMessage Message { get; } = message;

        public TimeSpan Deadline { get; } = deadline;

        public TimeSpan SendAt { get; set; }
    }

    /// <summary>How many are not answered yet.</summary>
    public int Count => _pending.Count;

    /// <summary>Asks, until the deadline: one node only, or whichever serves best.</summary>
    public void Add(long query, IMessage message, TimeSpan deadline, Effects effects, NodeId? only = null)
    {
        if (_pending.Count < settings.MaxQueries)
            _pending.Add(query, new Pending(message, deadline, only));
        else
            effects.Tell(new NotAsked(query));
    }

    /// <summary>An answer came.</summary>
    public void Answer(IQueryAnswer answer, Effects effects)
    {
        if (_pending.Remove(answer.Id))
            effects.Tell(new Answered(answer.Id, answer));
    }

    /// <summary>Everything unanswered goes out again at the next opportunity.</summary>
    public void SendAllAgain()
    {
        foreach (var pending in _pending.Values)
            pending.SendAt = TimeSpan.Zero;
    }

    /// <summary>What is unanswered goes out again at this time, if not before.</summary>
    public void SendAgainBy(TimeSpan at)
    {
        foreach (var pending in _pending.Values)
            pending.SendAt = pending.SendAt < at ? pending.SendAt : at;
    }

    /// <summary>Sends what should leave now.</summary>
    /// <returns>Whether something was asked for the second time that any node may answer.</returns>
    public bool Send(TimeSpan now, Address to, Effects effects)
    {
        var again = false;
        foreach (var (query, pending) in _pending.ToList())
        {
            if (now >= pending.Deadline)
            {
                _pending.Remove(query);
                effects.Tell(new Unanswered(query));
            }
            else if (now >= pending.SendAt)
            {
                again |= pending.SendAt > TimeSpan.Zero && pending.Only is null;
                pending.SendAt = now + settings.RetryInterval;
                effects.Send(pending.Only is { } only ? Address.Proposer(only) : to, pending.Message);
            }
        }

        return again;
    }
}
