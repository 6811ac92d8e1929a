namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>
/// Fetches the chosen entries that an acceptor lacks and its proposer no longer keeps, piece by piece, from another acceptor. Not thread-safe.
/// </summary>
internal sealed class EntryTransfer
{
    private CatchUp? _goal;
    private bool _isFetching;
    private bool _hasMoved;

    /// <summary>The ballot in which the proposer wants this; null if it wants nothing.</summary>
    public Ballot? Ballot => _goal?.Ballot;

    /// <summary>Takes note of what the proposer wants.</summary>
    /// <returns>Whether to ask for it now: no piece is on its way.</returns>
    public bool Begin(CatchUp goal)
    {
        _goal = goal;
        return !_isFetching;
    }

    /// <summary>Asks for the next piece.</summary>
    /// <returns>What the proposer wanted, if there is no next one; null as long as there is, and if nothing is wanted.</returns>
    public CatchUp? Ask(Ballot promised, LogIndex committed, Effects effects)
    {
        if (_goal is not { } goal)
            return null;
        _isFetching = committed < goal.UpTo;
        if (_isFetching)
        {
            effects.SendWhenDurable(Address.Acceptor(goal.Source), new Fetch(promised, committed, goal.UpTo));
            return null;
        }

        _goal = null;
        return goal;
    }

    /// <summary>A piece has come.</summary>
    public void Moved() => _hasMoved = true;

    /// <summary>A tick has passed. A piece is lost if none came meanwhile: the proposer says again what is missing.</summary>
    public void Tick()
    {
        _isFetching &= _hasMoved;
        _hasMoved = false;
    }

    /// <summary>The proposer is not followed any more.</summary>
    public void Stop()
    {
        _goal = null;
        _isFetching = false;
    }
}
