namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>
/// Phase 2 of a ballot, towards the acceptors: sends each of them the ballot's log, from where its own is known to be the same, as far as the
/// window lets. Not thread-safe.
/// </summary>
internal sealed class Replication(Ballot ballot, BallotLog log, QuorumRounds rounds, GroupSettings settings)
{
    /// <summary>Begins to send to an acceptor.</summary>
    /// <param name="progress">What is known of the acceptor.</param>
    /// <param name="agreed">Up to where its log is known to be the same.</param>
    /// <param name="effects">Takes the messages.</param>
    /// <returns>False if what comes next is not kept: the acceptor has to catch up first.</returns>
    public bool TryBegin(Progress progress, LogIndex agreed, Effects effects)
    {
        progress.IsReplicating = agreed >= log.Start;
        if (!progress.IsReplicating)
            return false;
        progress.Agreed = agreed;
        SendFrom(agreed, progress, effects);
        return true;
    }

    /// <summary>Sends again what may have been lost.</summary>
    public void SendAgain(Progress progress, Effects effects) => SendFrom(LogIndex.Max(progress.Matched, progress.Agreed), progress, effects);

    /// <summary>
    /// Sends on, as far as the window lets. What phase 1 adopted is sent whole: an acceptor votes for nothing before it has all of it.
    /// </summary>
    public void SendPieces(Progress progress, Effects effects)
    {
        if (progress.Sent < log.Start)
        {
            progress.IsReplicating = false;
            return;
        }

        var from = LogIndex.Max(progress.Matched, progress.Agreed);
        while (progress.Sent < log.Last && (progress.Sent < log.Adopted || progress.Sent - from < settings.MaxInFlightEntries))
            Send(progress, log.Slice(progress.Sent), effects);
    }

    /// <summary>Sends at least one message: an acceptor that has all may still have to take on the ballot.</summary>
    private void SendFrom(LogIndex previous, Progress progress, Effects effects)
    {
        progress.Sent = previous;
        if (previous == log.Last)
            Send(progress, [], effects);
        else
            SendPieces(progress, effects);
    }

    private void Send(Progress progress, IReadOnlyList<Command> entries, Effects effects)
    {
        var previous = progress.Sent;
        progress.Sent = previous + entries.Count;
        effects.Send(Address.Acceptor(progress.Member),
            new Accept(ballot, previous, log.FingerprintAt(previous), entries, progress.Agreed, log.Adopted, log.Committed, rounds.Begun));
    }
}
