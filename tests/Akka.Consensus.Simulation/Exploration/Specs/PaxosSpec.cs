using System.Numerics;
using Akka.Consensus.Simulation.Exploration.Engine;

namespace Akka.Consensus.Simulation.Exploration.Specs;

/// <summary>
/// Single-decree Paxos with majority quorums. Messages are never taken out of the set of those that were sent; so they may be lost,
/// doubled, and come in any order. Proposers remember nothing: whoever sees a quorum of promises may propose.
/// </summary>
/// <remarks>Lamport, Paxos.tla, with the ballots 0 to B-1. The variables have the names that they have there.</remarks>
public class PaxosSpec : ISpec
{
    private readonly PaxosInvariants _invariants;
    private readonly Acceptor[] _acceptors;
    private readonly Field[] _sent;

    /// <summary>The variables of an acceptor, each one higher than its value: 0 stands for none.</summary>
    private readonly record struct Acceptor(Field MaxBal, Field MaxVBal, Field MaxVal);

    /// <summary>The specification with so many acceptors, ballots and values.</summary>
    /// <param name="acceptors">How many acceptors, at most <see cref="MaxAcceptors"/>.</param>
    /// <param name="ballots">How many ballots.</param>
    /// <param name="values">How many values.</param>
    /// <param name="votesAsPromised">
    /// Whether an acceptor votes only in the ballot that it promised last. In Paxos.tla it may vote in a higher one.
    /// </param>
    public PaxosSpec(int acceptors, int ballots, int values, bool votesAsPromised = false)
    {
        (Acceptors, Ballots, Values, VotesAsPromised) = (acceptors, ballots, values, votesAsPromised);
        Messages = new PaxosMessages(acceptors, ballots, values);
        Quorums = [.. Enumerable.Range(0, 1 << acceptors).Where(set => BitOperations.PopCount((uint)set) == acceptors / 2 + 1)];
        var layout = new Layout();
        _acceptors = [.. Enumerable.Range(0, acceptors)
            .Select(_ => new Acceptor(layout.Add(ballots + 1), layout.Add(ballots + 1), layout.Add(values + 1)))];
        _sent = [.. Enumerable.Range(0, Messages.Count).Select(_ => layout.Add(2))];
        Words = layout.Words;
        _invariants = new PaxosInvariants(this);
    }

    /// <summary>The most acceptors whose quorums can be listed.</summary>
    public static int MaxAcceptors => 15;

    public int Acceptors { get; }

    public int Ballots { get; }

    public int Values { get; }

    /// <summary>Whether an acceptor votes only in the ballot that it promised last.</summary>
    public bool VotesAsPromised { get; }

    public PaxosMessages Messages { get; }

    /// <summary>The least majorities, each as a set of bits.</summary>
    public IReadOnlyList<int> Quorums { get; }

    public int Words { get; }

    public void Begin(Span<ulong> state)
    {
        // No promise, no vote, no message: all of that is 0.
    }

    public void Next(ReadOnlySpan<ulong> state, Steps steps)
    {
        for (var number = 0; number < Messages.Count; number++)
        {
            var message = Messages[number];
            switch (message.Phase)
            {
                case PaxosPhase.Phase1A:
                case PaxosPhase.Phase1B when IsPromise(state, message):
                case PaxosPhase.Phase2A when MayPropose(state, message.Ballot, message.Value):
                case PaxosPhase.Phase2B when MayVote(state, message.Acceptor, message.Ballot, message.Value):
                    Send(steps.Add(number, state), number);
                    break;
            }
        }
    }

    public string? Violation(ReadOnlySpan<ulong> state) => _invariants.Violation(state);

    public string NameOf(int step) => Name(Messages[step]);

    public string Describe(ReadOnlySpan<ulong> state)
    {
        var sent = new List<string>();
        for (var number = 0; number < Messages.Count; number++)
        {
            if (_sent[number].Has(state))
                sent.Add(Name(Messages[number]));
        }

        return sent.Count == 0 ? "nothing sent" : string.Join("; ", sent);
    }

    /// <summary>Whether the message with a number was sent.</summary>
    public bool WasSent(ReadOnlySpan<ulong> state, int number) => _sent[number].Has(state);

    /// <summary>The highest ballot in which an acceptor took part.</summary>
    public int MaxBal(ReadOnlySpan<ulong> state, int acceptor) => _acceptors[acceptor].MaxBal.Get(state) - 1;

    /// <summary>The ballot of an acceptor's last vote.</summary>
    public int MaxVBal(ReadOnlySpan<ulong> state, int acceptor) => _acceptors[acceptor].MaxVBal.Get(state) - 1;

    /// <summary>The value of an acceptor's last vote.</summary>
    public int MaxVal(ReadOnlySpan<ulong> state, int acceptor) => _acceptors[acceptor].MaxVal.Get(state) - 1;

    /// <summary>Whether an acceptor has voted for a value in a ballot.</summary>
    public bool HasVoted(ReadOnlySpan<ulong> state, int acceptor, int ballot, int value) =>
        WasSent(state, Messages.Vote(acceptor, ballot, value));

    /// <summary>Whether a value stands for nothing: a vote for it does not choose it.</summary>
    public virtual bool IsEmpty(int value) => false;

    /// <summary>Whether a quorum has voted for a value in one ballot.</summary>
    public bool IsChosen(ReadOnlySpan<ulong> state, int value)
    {
        for (var ballot = 0; ballot < Ballots; ballot++)
        {
            var votes = 0;
            for (var acceptor = 0; acceptor < Acceptors; acceptor++)
                votes += HasVoted(state, acceptor, ballot, value) ? 1 : 0;
            if (votes > Acceptors / 2)
                return true;
        }

        return false;
    }

    /// <summary>Sends a message, and changes what its sender remembers.</summary>
    public void Send(Span<ulong> state, int number)
    {
        var message = Messages[number];
        _sent[number].Set(state, 1);
        if (message.Acceptor == PaxosMessage.None)
            return;
        var acceptor = _acceptors[message.Acceptor];
        acceptor.MaxBal.Set(state, message.Ballot + 1);
        if (message.Phase != PaxosPhase.Phase2B)
            return;
        acceptor.MaxVBal.Set(state, message.Ballot + 1);
        acceptor.MaxVal.Set(state, message.Value + 1);
    }

    /// <summary>Phase2a: nothing was proposed in the ballot, and a quorum's promises show that the value may be.</summary>
    protected virtual bool MayPropose(ReadOnlySpan<ulong> state, int ballot, int value) =>
        !WasProposed(state, ballot) && (IsNewest(state, ballot, value) || IsNewest(state, ballot, PaxosMessage.None));

    /// <summary>Phase2b: the value was proposed, and no higher ballot was promised.</summary>
    protected virtual bool MayVote(ReadOnlySpan<ulong> state, int acceptor, int ballot, int value) =>
        WasSent(state, Messages.Propose(ballot, value))
        && (VotesAsPromised ? ballot == MaxBal(state, acceptor) : ballot >= MaxBal(state, acceptor));

    /// <summary>Whether anything was proposed in a ballot.</summary>
    protected bool WasProposed(ReadOnlySpan<ulong> state, int ballot)
    {
        for (var value = 0; value < Values; value++)
        {
            if (WasSent(state, Messages.Propose(ballot, value)))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether a value is that of the newest vote of which the promises of some quorum tell; <see cref="PaxosMessage.None"/> for no vote.
    /// </summary>
    protected bool IsNewest(ReadOnlySpan<ulong> state, int ballot, int value)
    {
        foreach (var quorum in Quorums)
        {
            if (NewestVote(state, ballot, quorum)?.Value == value)
                return true;
        }

        return false;
    }

    /// <summary>The newest vote of which a quorum's promises tell; null if a promise of one of its members is missing.</summary>
    private (int Ballot, int Value)? NewestVote(ReadOnlySpan<ulong> state, int ballot, int quorum)
    {
        var newest = (Ballot: PaxosMessage.None, Value: PaxosMessage.None);
        for (var acceptor = 0; acceptor < Acceptors; acceptor++)
        {
            if ((quorum >> acceptor & 1) == 0)
                continue;
            if (Promised(state, acceptor, ballot) is not { } vote)
                return null;
            if (vote.CompareTo(newest) > 0)
                newest = vote;
        }

        return newest;
    }

    private bool IsPromise(ReadOnlySpan<ulong> state, PaxosMessage message) =>
        message.Ballot > MaxBal(state, message.Acceptor)
        && message.VotedBallot == MaxVBal(state, message.Acceptor) && message.Value == MaxVal(state, message.Acceptor)
        && WasSent(state, Messages.Prepare(message.Ballot));

    /// <summary>The vote of which an acceptor's promise tells; null if it sent none.</summary>
    private (int Ballot, int Value)? Promised(ReadOnlySpan<ulong> state, int acceptor, int ballot)
    {
        if (WasSent(state, Messages.Promise(acceptor, ballot, PaxosMessage.None, PaxosMessage.None)))
            return (PaxosMessage.None, PaxosMessage.None);
        for (var voted = 0; voted < ballot; voted++)
        {
            for (var value = 0; value < Values; value++)
            {
                if (WasSent(state, Messages.Promise(acceptor, ballot, voted, value)))
                    return (voted, value);
            }
        }

        return null;
    }

    private string Name(PaxosMessage message) => message.Phase switch
    {
        PaxosPhase.Phase1A => $"1a({message.Ballot})",
        PaxosPhase.Phase1B when message.VotedBallot == PaxosMessage.None => $"1b(a{message.Acceptor + 1}, {message.Ballot}, no vote)",
        PaxosPhase.Phase1B => $"1b(a{message.Acceptor + 1}, {message.Ballot}, {message.VotedBallot} {NameOfValue(message.Value)})",
        PaxosPhase.Phase2A => $"2a({message.Ballot}, {NameOfValue(message.Value)})",
        _ => $"2b(a{message.Acceptor + 1}, {message.Ballot}, {NameOfValue(message.Value)})",
    };

    /// <summary>A value, for a person to read.</summary>
    protected virtual string NameOfValue(int value) => $"v{value + 1}";
}
