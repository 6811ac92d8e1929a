namespace Akka.Consensus.Core.SinglePaxos;

/// <summary>
/// The rounds of one proposer. Each is used once, ever: a proposer that crashed may have proposed a value that it does not remember. So rounds are
/// reserved durably, many at a time, before the first of them leaves the node.
/// </summary>
/// <param name="self">The proposer's node.</param>
/// <param name="block">How many are reserved at a time: as many are lost with a restart.</param>
public class Rounds(NodeId self, long block = 1000)
{
    private long _used;

    /// <summary>Rounds up to this one may have been used.</summary>
    public long LastReserved { get; private set; }

    /// <summary>Takes back a stored event.</summary>
    public void Recover(Reserved reserved)
    {
        LastReserved = Math.Max(LastReserved, reserved.Round);
        _used = LastReserved;
    }

    /// <summary>The next ballot, above all that were seen. What tells of it leaves when the reservation is durable.</summary>
    public Ballot Next(Ballot seen, Effects effects)
    {
        _used = Math.Max(_used, seen.Round) + 1;
        if (_used > LastReserved)
        {
            LastReserved = _used + block - 1;
            Store(new Reserved(LastReserved), effects);
        }

        return new Ballot(_used, self);
    }

    /// <summary>Stores a reservation.</summary>
    protected virtual void Store(Reserved reserved, Effects effects) => effects.Persist(reserved);
}
