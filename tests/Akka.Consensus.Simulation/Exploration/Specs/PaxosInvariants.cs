namespace Akka.Consensus.Simulation.Exploration.Specs;

/// <summary>What holds in every state of Paxos.</summary>
/// <remarks>Lamport, the invariant Inv of Paxos.tla, with that of Voting.tla; and what follows from it: at most one value is
/// chosen.</remarks>
public sealed class PaxosInvariants(PaxosSpec spec)
{
    /// <summary>The invariant that does not hold, and why; null if all hold.</summary>
    public string? Violation(ReadOnlySpan<ulong> state)
    {
        for (var acceptor = 0; acceptor < spec.Acceptors; acceptor++)
        {
            var (ballot, value) = (spec.MaxVBal(state, acceptor), spec.MaxVal(state, acceptor));
            if (ballot > spec.MaxBal(state, acceptor))
                return $"P2: a{acceptor + 1} has voted above its promise";
            if (ballot != PaxosMessage.None && !spec.HasVoted(state, acceptor, ballot, value))
                return $"P8: a{acceptor + 1} remembers a vote that it did not cast";
        }

        for (var number = 0; number < spec.Messages.Count; number++)
        {
            if (spec.WasSent(state, number) && Violation(state, spec.Messages[number]) is { } violation)
                return violation;
        }

        return CountChosen(state) > 1 ? "P5: two values are chosen" : null;
    }

    private string? Violation(ReadOnlySpan<ulong> state, PaxosMessage sent) => sent.Phase switch
    {
        PaxosPhase.Phase1B when spec.MaxBal(state, sent.Acceptor) < sent.Ballot =>
            $"P1: a{sent.Acceptor + 1} has forgotten its promise of ballot {sent.Ballot}",
        PaxosPhase.Phase1B when !IsTrue(state, sent) => $"P4: the promise of ballot {sent.Ballot} by a{sent.Acceptor + 1} tells of another vote than its last",
        PaxosPhase.Phase2A when !IsOnlyOne(state, sent) => $"P3: two values are proposed in ballot {sent.Ballot}",
        PaxosPhase.Phase2A when !IsSafe(state, sent.Ballot, sent.Value) => $"P4: what ballot {sent.Ballot} proposes is not safe",
        PaxosPhase.Phase2B when !spec.WasSent(state, spec.Messages.Propose(sent.Ballot, sent.Value)) =>
            $"P6: a{sent.Acceptor + 1} has voted in ballot {sent.Ballot} for what was not proposed",
        _ => null,
    };

    /// <summary>Whether a promise tells of a vote that was cast, and of the last one below its ballot.</summary>
    private bool IsTrue(ReadOnlySpan<ulong> state, PaxosMessage promise)
    {
        if (promise.VotedBallot != PaxosMessage.None && !spec.HasVoted(state, promise.Acceptor, promise.VotedBallot, promise.Value))
            return false;
        for (var ballot = promise.VotedBallot + 1; ballot < promise.Ballot; ballot++)
        {
            for (var value = 0; value < spec.Values; value++)
            {
                if (spec.HasVoted(state, promise.Acceptor, ballot, value))
                    return false;
            }
        }

        return true;
    }

    private bool IsOnlyOne(ReadOnlySpan<ulong> state, PaxosMessage proposal)
    {
        for (var other = 0; other < spec.Values; other++)
        {
            if (other != proposal.Value && !spec.IsEmpty(other) && !spec.IsEmpty(proposal.Value)
                && spec.WasSent(state, spec.Messages.Propose(proposal.Ballot, other)))
                return false;
        }

        return true;
    }

    /// <summary>SafeAt of Voting.tla: no other value has been or can ever be chosen in a lower ballot.</summary>
    private bool IsSafe(ReadOnlySpan<ulong> state, int ballot, int value)
    {
        for (var lower = 0; lower < ballot; lower++)
        {
            var bound = 0;
            for (var acceptor = 0; acceptor < spec.Acceptors; acceptor++)
                bound += IsBound(state, acceptor, lower, value) ? 1 : 0;
            if (bound <= spec.Acceptors / 2)
                return false;
        }

        return true;
    }

    /// <summary>Whether an acceptor cannot vote for another value in a ballot: it has voted for this one, or for none and will not.</summary>
    private bool IsBound(ReadOnlySpan<ulong> state, int acceptor, int ballot, int value)
    {
        if (!spec.IsEmpty(value) && spec.HasVoted(state, acceptor, ballot, value))
            return true;
        if (spec.MaxBal(state, acceptor) <= ballot)
            return false;
        for (var other = 0; other < spec.Values; other++)
        {
            if (!spec.IsEmpty(other) && spec.HasVoted(state, acceptor, ballot, other))
                return false;
        }

        return true;
    }

    private int CountChosen(ReadOnlySpan<ulong> state)
    {
        var chosen = 0;
        for (var value = 0; value < spec.Values; value++)
            chosen += !spec.IsEmpty(value) && spec.IsChosen(state, value) ? 1 : 0;
        return chosen;
    }
}
