using Akka.Consensus.Core;
using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Simulation.Ensemble.Registers;

/// <summary>Branches that are worth visiting.</summary>
public enum RegisterProbe
{
    TwoProposersMet,
    AcceptWasRefused,
    ValueOfALowerBallotWasAdopted,
    ValueThatWasNotChosenWasAdopted,
    ChosenValueWasProposedAgain,
    LaterProposalWon,
    ChosenAfterManyRefusals,
    InstancesSharedABallot,
    BallotOfANewLife,
    PromiseOfAnEarlierBallotArrived,
    PromiseArrivedTwice,
    ProposerDiedInPhaseTwo,
    AcceptorDiedWithUnwrittenEvents,
    ReadFoundNothing,
    ReadFoundAValueByItself,
    ReadBroughtAValueToItsEnd,
    LearnerAnsweredFromItsDisk,
    ClientGotAnothersValue,
    ClientGotItsOwnValue,
    ForgetfulAcceptorWasAsked,
    ForgetfulProposerWasAsked,
}

/// <summary>Sees which of them a run visits.</summary>
public sealed class RegisterSightings(RegisterFacts facts, Tally<RegisterProbe> tally) : StageObserver
{
    private const int Many = 3;

    private readonly Dictionary<InstanceId, Value> _firstProposed = [];
    private readonly Dictionary<(string Node, InstanceId Instance), int> _refusals = [];
    private readonly HashSet<(string Node, InstanceId Instance)> _wished = [];
    private readonly HashSet<(Ballot Ballot, string From)> _promises = [];
    private readonly HashSet<(Ballot Ballot, InstanceId Instance, Value Value)> _adoptable = [];
    private readonly HashSet<(string Node, InstanceId Instance, int Life)> _heard = [];

    /// <inheritdoc/>
    public override void Sent(StageRole from, Address to, IMessage message)
    {
        var node = from.Address.Name;
        switch (message)
        {
            case Propose propose:
                _wished.Add((node, propose.Instance));
                break;
            case Prepare prepare:
                if (prepare.Instances.Count > 1)
                    tally.Hit(RegisterProbe.InstancesSharedABallot);
                if (from.Life > 0)
                    tally.Hit(RegisterProbe.BallotOfANewLife);
                break;
            case Accept accept:
                foreach (var (instance, value) in accept.Proposals)
                    Proposed(node, accept.Ballot, instance, value);
                break;
            case Chosen chosen:
                foreach (var (instance, _) in chosen.Values.Where(p => _refusals.GetValueOrDefault((node, p.Instance)) >= Many))
                    tally.Hit(RegisterProbe.ChosenAfterManyRefusals);
                break;
        }
    }

    /// <inheritdoc/>
    public override void Received(StageRole to, Address from, IMessage message)
    {
        var node = to.Address.Name;
        switch (message)
        {
            case Prepare when to.Node.HasForgotten:
                tally.Hit(RegisterProbe.ForgetfulAcceptorWasAsked);
                break;
            case Propose when to.Node.HasForgotten:
                tally.Hit(RegisterProbe.ForgetfulProposerWasAsked);
                break;
            case Reject reject when to.Core is Proposer proposer:
                foreach (var (instance, _) in reject.Instances)
                    _refusals[(node, instance)] = _refusals.GetValueOrDefault((node, instance)) + 1;
                if (proposer.Attempts.FirstOrDefault(a => a.Ballot == reject.Ballot) is { } attempt)
                    tally.Hit(attempt.IsProposing ? RegisterProbe.AcceptWasRefused : RegisterProbe.TwoProposersMet);
                break;
            case Promise promise when to.Core is Proposer proposer:
                if (!_promises.Add((promise.Ballot, from.Name)))
                    tally.Hit(RegisterProbe.PromiseArrivedTwice);
                if (proposer.Attempts.Any(a => a.Ballot > promise.Ballot && !a.IsProposing) && proposer.Attempts.All(a => a.Ballot != promise.Ballot))
                    tally.Hit(RegisterProbe.PromiseOfAnEarlierBallotArrived);
                foreach (var (instance, accepted) in promise.Instances)
                {
                    if (accepted is { } vote)
                        _adoptable.Add((promise.Ballot, instance, vote.Value));
                }

                break;
            case Chosen chosen:
                foreach (var (instance, _) in chosen.Values)
                    _heard.Add((node, instance, to.Life));
                break;
            case RegisterRequest request when to.Core is Learner learner:
                var asked = new InstanceId(request.Name);
                if (learner.Find(asked) is not null && !_heard.Contains((node, asked, to.Life)))
                    tally.Hit(RegisterProbe.LearnerAnsweredFromItsDisk);
                break;
            case Report report when report.Instances.Any(i => i.Accepted is not null):
                tally.Hit(RegisterProbe.ReadFoundAValueByItself);
                break;
        }
    }

    /// <inheritdoc/>
    public override void Dying(StageRole role)
    {
        if (role.Core is Proposer proposer && proposer.Attempts.Any(a => a.IsProposing))
            tally.Hit(RegisterProbe.ProposerDiedInPhaseTwo);
        if (role.Core is Acceptor && !role.Disk.IsIdle)
            tally.Hit(RegisterProbe.AcceptorDiedWithUnwrittenEvents);
    }

    /// <inheritdoc/>
    public override void Telling(StageRole role, IOutcome outcome)
    {
        if (outcome is not RegisterAnswer answer)
            return;
        if (answer.Value is null)
            tally.Hit(RegisterProbe.ReadFoundNothing);
        else if (answer.Request is Decide decide)
            tally.Hit(decide.Value.Equals(answer.Value) ? RegisterProbe.ClientGotItsOwnValue : RegisterProbe.ClientGotAnothersValue);
    }

    /// <summary>A value is chosen.</summary>
    public void Chosen(InstanceId instance, RegisterFacts.Choice choice)
    {
        if (!_firstProposed[instance].Equals(choice.Value))
            tally.Hit(RegisterProbe.LaterProposalWon);
    }

    private void Proposed(string node, Ballot ballot, InstanceId instance, Value value)
    {
        _firstProposed.TryAdd(instance, value);
        if (!_wished.Contains((node, instance)))
            tally.Hit(RegisterProbe.ReadBroughtAValueToItsEnd);
        if (!_adoptable.Remove((ballot, instance, value)))
            return;
        tally.Hit(RegisterProbe.ValueOfALowerBallotWasAdopted);
        tally.Hit(facts.Chosen(instance) is null ? RegisterProbe.ValueThatWasNotChosenWasAdopted : RegisterProbe.ChosenValueWasProposedAgain);
    }
}
