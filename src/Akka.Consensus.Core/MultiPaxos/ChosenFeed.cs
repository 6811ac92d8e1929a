namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>
/// Hands out the chosen entries of an acceptor: to the learner of its node as they come, to other learners and acceptors for the asking.
/// Not thread-safe.
/// </summary>
internal sealed class ChosenFeed(NodeId self, GroupSettings settings)
{
    private LogIndex? _learnerWaitsAfter;

    /// <summary>Answers a learner, or another acceptor, that asks for entries which are not dropped; or lets the own learner wait for them.</summary>
    public void Serve(Address from, Fetch fetch, AcceptorMemory memory, Effects effects)
    {
        switch (from.Role)
        {
            case Role.Learner when from.Node == self:
                _learnerWaitsAfter = fetch.Previous;
                Push(memory, effects);
                break;
            case Role.Learner when fetch.Previous < memory.Committed:
                effects.Send(from, ChosenAfter(fetch.Previous, memory));
                break;
            case Role.Acceptor when fetch.Previous < memory.Committed:
                var entries = memory.Log.Slice(fetch.Previous, LogIndex.Min(fetch.UpTo, memory.Committed), settings);
                effects.Send(from, new Fetched(fetch.Ballot, fetch.Previous, entries, memory.Committed));
                break;
        }
    }

    /// <summary>Sends the own learner what it waits for, as far as it is there.</summary>
    public void Push(AcceptorMemory memory, Effects effects)
    {
        if (_learnerWaitsAfter is not { } previous || previous >= memory.Committed)
            return;
        _learnerWaitsAfter = null;
        effects.Send(Address.Learner(self), previous < memory.Log.Start ? new Gone(memory.Log.Start) : ChosenAfter(previous, memory));
    }

    private Chosen ChosenAfter(LogIndex previous, AcceptorMemory memory) =>
        new(previous, memory.Log.FingerprintAt(previous), memory.Log.Slice(previous, memory.Committed, settings));
}
