using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Client;

/// <summary>What a client's request was answered with.</summary>
public sealed record Replied(IReply Reply) : IOutcome;

/// <summary>No answer came in time to a request.</summary>
/// <param name="Number">The request.</param>
/// <param name="WasOverloaded">Whether the nodes that answered had too much to do.</param>
public sealed record NotReplied(long Number, bool WasOverloaded) : IOutcome;

/// <summary>
/// Sends requests that may be sent any number of times: again when no answer comes, and where it may be any node, to another one. Not thread-safe.
/// </summary>
public sealed class RequestClient(ClientSettings settings)
{
    private readonly SortedDictionary<long, Pending> _pending = [];
    private bool _isOverloaded;

    private sealed record Pending(Address To, NumberedRequest Request, TimeSpan Deadline)
    {
        public TimeSpan SentAt { get; set; }
    }

    /// <summary>How many requests wait for their answer.</summary>
    public int Count => _pending.Count;

    /// <summary>Sends a request.</summary>
    /// <param name="now">The time on the client's monotonic clock.</param>
    /// <param name="to">To whom; a name of <see cref="LockClient.AnyNode"/> for any node.</param>
    /// <param name="request">The request, with a number of its own.</param>
    /// <param name="timeout">After so long without an answer the application is told so.</param>
    /// <param name="effects">What to do.</param>
    public void Ask(TimeSpan now, Address to, NumberedRequest request, TimeSpan timeout, Effects effects)
    {
        var pending = new Pending(to, request, now + timeout) { SentAt = now };
        _pending.Add(request.Number, pending);
        effects.Send(to, request);
    }

    /// <summary>Takes an answer.</summary>
    public void Receive(IMessage message, Effects effects)
    {
        if (message is Overloaded)
            _isOverloaded = true;
        else if (message is IReply reply && _pending.Remove(reply.Number))
            effects.Tell(new Replied(reply));
    }

    /// <summary>Time has passed.</summary>
    public void Tick(TimeSpan now, Effects effects)
    {
        foreach (var (number, pending) in _pending.ToList())
        {
            if (now >= pending.Deadline)
            {
                _pending.Remove(number);
                effects.Tell(new NotReplied(number, _isOverloaded));
            }
            else if (now - pending.SentAt >= settings.RetryInterval)
            {
                pending.SentAt = now;
                effects.Send(pending.To, pending.Request);
            }
        }

        if (_pending.Count == 0)
            _isOverloaded = false;
    }
}
