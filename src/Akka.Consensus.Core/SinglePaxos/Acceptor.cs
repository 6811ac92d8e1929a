using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Core.SinglePaxos;

/// <summary>
/// The memory of single-decree Paxos. In each instance it has promised a ballot, and perhaps accepted a value in one. It refuses what is below
/// the promise; to a proposer whose ballot is not, it says what it accepted last, or that it accepted nothing.
/// </summary>
/// <remarks>
/// Lamport, "Paxos Made Simple" (2001), §2.2: the acceptor. All instances of a message become one event, and so one journal row. It votes only
/// while the acceptor of the node's log may: both have their journals in one place, and lose them together.
/// </remarks>
public class Acceptor(NodeId self, AcceptorMemory memory) : IRole
{
    /// <summary>An acceptor that remembers nothing yet.</summary>
    public Acceptor(NodeId self)
        : this(self, new AcceptorMemory())
    {
    }

    /// <summary>Whether it may vote.</summary>
    protected bool IsAdmitted { get; private set; }

    /// <summary>What it remembers.</summary>
    public AcceptorMemory Memory => memory;

    /// <inheritdoc/>
    public void Recover(IEvent stored) => memory.Recover(stored);

    /// <inheritdoc/>
    public void Start(TimeSpan now, Effects effects) => AskStanding(effects);

    /// <inheritdoc/>
    public void Tick(TimeSpan now, Effects effects)
    {
        if (!IsAdmitted)
            AskStanding(effects);
    }

    /// <inheritdoc/>
    public virtual void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case Standing standing when from == Address.Acceptor(self):
                IsAdmitted = standing.IsAdmitted;
                break;
            case Prepare prepare when IsAdmitted:
                OnPrepare(from, prepare, effects);
                break;
            case Accept accept when IsAdmitted:
                OnAccept(from, accept, effects);
                break;
            case Inquire inquire when IsAdmitted:
                foreach (var part in Bundle.Split(memory.Standpoints(inquire.Instances)))
                    effects.SendWhenDurable(from, new Report(inquire.Number, part));
                break;
        }
    }

    private void OnAccept(Address to, Accept accept, Effects effects)
    {
        Refuse(to, accept.Ballot, accept.Proposals.Select(p => p.Instance), effects);
        var accepted = accept.Proposals.Where(p => Stands(accept.Ballot, memory.PromisedIn(p.Instance))).ToList();
        if (accepted.Count == 0)
            return;
        var fresh = accepted.Where(p => memory.AcceptedIn(p.Instance)?.Ballot != accept.Ballot).ToList();
        foreach (var again in accepted.Except(fresh))
            Invariant.Require(memory.AcceptedIn(again.Instance)!.Value.Value.Equals(again.Value), "P3: one value for a ballot");
        if (fresh.Count > 0)
            memory.Vote(accept.Ballot, fresh, effects);
        SendAccepted(to, new Accepted(accept.Ballot, [.. accepted.Select(p => p.Instance)]), effects);
    }

    /// <summary>Whether a ballot may go on where another was promised.</summary>
    protected virtual bool Stands(Ballot ballot, Ballot promised) => ballot >= promised;

    /// <summary>Stores a promise.</summary>
    protected virtual void Promise(Ballot ballot, IReadOnlyList<InstanceId> instances, Effects effects) => memory.Promise(ballot, instances, effects);

    /// <summary>A vote leaves only when it is durable.</summary>
    protected virtual void SendAccepted(Address to, Accepted vote, Effects effects) => effects.SendWhenDurable(to, vote);

    private void AskStanding(Effects effects) => effects.Send(Address.Acceptor(self), new AskStanding());

    private void OnPrepare(Address from, Prepare prepare, Effects effects)
    {
        Refuse(from, prepare.Ballot, prepare.Instances, effects);
        var promised = prepare.Instances.Where(i => Stands(prepare.Ballot, memory.PromisedIn(i))).ToList();
        if (promised.Count == 0)
            return;
        var fresh = promised.Where(i => memory.PromisedIn(i) < prepare.Ballot).ToList();
        if (fresh.Count > 0)
            Promise(prepare.Ballot, fresh, effects);
        foreach (var part in Bundle.Split(memory.Standpoints(promised)))
            effects.SendWhenDurable(from, new Promise(prepare.Ballot, part));
    }

    private void Refuse(Address to, Ballot ballot, IEnumerable<InstanceId> instances, Effects effects)
    {
        var refused = instances.Select(i => new Refusal(i, memory.PromisedIn(i))).Where(r => !Stands(ballot, r.Promised)).ToList();
        if (refused.Count > 0)
            effects.Send(to, new Reject(ballot, refused));
    }
}
