namespace Akka.Consensus.Simulation.Exploration.Specs;

/// <summary>
/// Paxos for a log that ends after its first entry. Like Paxos.tla, except that a leader whose phase 1 finds nothing first proposes the
/// empty log, and then, in the same ballot, one entry more; and that an acceptor may vote for the empty log. Such a vote counts in phase
/// 1: it hides votes of lower ballots, of which its ballot's leader knew that none can be chosen. So a value may be proposed here that
/// Paxos.tla, which looks at values alone, does not let through. And an acceptor votes only as it promised.
/// </summary>
/// <remarks>After Sequence Paxos (Ng, Haridi, Carbone, "OmniPaxos", EuroSys 2023, §4), with logs of at most one entry.</remarks>
public sealed class LogPaxosSpec(int acceptors, int ballots, int values) : PaxosSpec(acceptors, ballots, values + 1, votesAsPromised: true)
{
    /// <summary>The value that stands for the empty log: the least, for a longer log of the same ballot is the newer one.</summary>
    public const int Empty = 0;

    public override bool IsEmpty(int value) => value == Empty;

    protected override bool MayPropose(ReadOnlySpan<ulong> state, int ballot, int value)
    {
        if (value == Empty)
            return base.MayPropose(state, ballot, Empty);
        if (!WasProposed(state, ballot))
            return IsNewest(state, ballot, value);
        for (var other = Empty + 1; other < Values; other++)
        {
            if (WasSent(state, Messages.Propose(ballot, other)))
                return false;
        }

        return true;
    }

    protected override bool MayVote(ReadOnlySpan<ulong> state, int acceptor, int ballot, int value) =>
        base.MayVote(state, acceptor, ballot, value)
        && (value != Empty || ballot != MaxVBal(state, acceptor) || MaxVal(state, acceptor) == Empty);

    protected override string NameOfValue(int value) => value == Empty ? "nothing" : $"v{value}";
}
