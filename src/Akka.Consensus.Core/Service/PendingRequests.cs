using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Service;

/// <summary>
/// The way of commands to the proposer. A client that waits long for an answer asks again; what is pending, or proposed in this ballot and not yet
/// chosen, is not proposed once more: the first copy will be answered. Without this a queue that takes longer than clients wait would
/// fill itself with their repeats. Not thread-safe.
/// </summary>
/// <remarks>
/// Exactly once does not depend on it: the session's window of answers sees to that. What an earlier ballot proposed may be lost with it, and is proposed
/// again. Holds no more than the proposer does: what may be pending and what may be in flight.
/// </remarks>
public class PendingRequests(Proposer proposer)
{
    private readonly Queue<Key?> _order = new();
    private readonly HashSet<Key> _known = [];
    private Ballot _ballot = Ballot.Zero;
    private LogIndex _settled;

    private enum Kind
    {
        Open,
        Close,
        Ask,
    }

    private readonly record struct Key(Kind Kind, ClientId Client, SessionId Session, long Sequence);

    /// <summary>How many commands are pending or in flight.</summary>
    public int Count => _order.Count;

    /// <summary>Puts a command into the next batch, unless it is on its way already.</summary>
    /// <returns>False when this proposer does not lead, or too much is pending already.</returns>
    public virtual bool Propose(Command command)
    {
        if (proposer.Phase != Phase.Leading)
            return false;
        Settle();
        var key = KeyOf(command);
        if (key is { } wanted && _known.Contains(wanted))
            return true;
        if (!proposer.Propose(command))
            return false;
        _order.Enqueue(key);
        if (key is { } added)
            _known.Add(added);
        return true;
    }

    /// <summary>A new ballot begins: what the one before proposed may be lost.</summary>
    protected virtual void Begin() => _known.Clear();

    /// <summary>Forgets what is chosen. After what phase 1 adopted, commands enter the log in the order in which they were proposed here.</summary>
    private void Settle()
    {
        if (_ballot != proposer.Ballot)
        {
            _ballot = proposer.Ballot;
            _settled = proposer.Adopted;
            _order.Clear();
            Begin();
        }

        for (; _settled < proposer.Committed; _settled = _settled.Next)
        {
            if (_order.TryDequeue(out var chosen) && chosen is { } key)
                _known.Remove(key);
        }
    }

    /// <summary>Each attempt of a client to open a session has a number of its own, but any one that is carried out will do.</summary>
    private static Key? KeyOf(Command command) => command switch
    {
        OpenSession open => new Key(Kind.Open, open.Client, default, 0),
        CloseSession close => new Key(Kind.Close, close.Client, close.Session, 0),
        SessionRequest request => new Key(Kind.Ask, default, request.Session, request.Sequence),
        _ => null,
    };
}
