using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.SinglePaxos;
using Acceptor = Akka.Consensus.Core.SinglePaxos.Acceptor;
using Learner = Akka.Consensus.Core.SinglePaxos.Learner;
using Prepare = Akka.Consensus.Core.SinglePaxos.Prepare;
using Proposer = Akka.Consensus.Core.SinglePaxos.Proposer;

namespace Akka.Consensus.Core.Tests.SinglePaxos;

/// <summary>
/// The registers of three nodes, with disks that write at once. A message stays on its way until the test delivers it; those between a learner and the
/// proposer of its node arrive at once.
/// </summary>
internal sealed class RegisterGroup
{
    private readonly Dictionary<Address, IRole> _roles = [];
    private readonly List<Letter> _onTheirWay = [];
    private readonly Effects _effects = new();

    public RegisterGroup(Func<NodeId, Quorum, Proposer>? newProposer = null)
    {
        Quorum = Quorum.Majority([new NodeId("n1"), new NodeId("n2"), new NodeId("n3")]);
        newProposer ??= (id, quorum) => new Proposer(id, quorum, RegisterLimits.Standard, seed: 1);
        foreach (var id in Quorum.Members)
        {
            Add(new Address(Role.RegisterAcceptor, id.Value), new Acceptor(id));
            Add(new Address(Role.RegisterProposer, id.Value), newProposer(id, Quorum));
            Add(new Address(Role.RegisterLearner, id.Value), new Learner(id, RegisterLimits.Standard));
            foreach (var asking in new[] { Role.RegisterAcceptor, Role.RegisterProposer })
                Act(new Address(asking, id.Value), (role, effects) => role.Receive(Now, Address.Acceptor(id), new Standing(true), effects));
        }
    }

    public sealed record Letter(Address From, Address To, IMessage Message);

    public Quorum Quorum { get; }

    public TimeSpan Now { get; private set; }

    public IReadOnlyList<Letter> OnTheirWay => _onTheirWay;

    /// <summary>A client asks the learner of a node to have a value chosen. The answers go nowhere.</summary>
    public void Decide(string node, string name, string value) => Receive(
        new Letter(Address.Client(new ClientId("c")), new Address(Role.RegisterLearner, node), new Decide(new ClientId("c"), 1, name, Value.Of(value))));

    /// <summary>What the learner of a node knows.</summary>
    public string? Learned(string node, string name) =>
        ((Learner)_roles[new Address(Role.RegisterLearner, node)]).Find(new InstanceId(name))?.ToString();

    /// <summary>What the acceptor of a node has accepted last.</summary>
    public string? Accepted(string node, string name) =>
        ((Acceptor)_roles[new Address(Role.RegisterAcceptor, node)]).Memory.AcceptedIn(new InstanceId(name))?.Value.ToString();

    /// <summary>Delivers what is on its way now and is wanted, in the order in which it was sent, but not what comes of it.</summary>
    /// <returns>How many messages.</returns>
    public int Deliver(Predicate<Letter> wanted)
    {
        var due = _onTheirWay.FindAll(wanted);
        foreach (var letter in due)
        {
            _onTheirWay.Remove(letter);
            Receive(letter);
        }

        return due.Count;
    }

    /// <summary>Loses what is on its way now and is wanted.</summary>
    public void Lose(Predicate<Letter> wanted) => _onTheirWay.RemoveAll(wanted);

    /// <summary>Delivers, and what comes of it, until nothing is left that is wanted.</summary>
    public void Settle(Predicate<Letter> wanted)
    {
        while (Deliver(wanted) > 0)
        {
            // the answers are delivered next
        }
    }

    /// <summary>
    /// A while passes, in which everything that was on its way arrives: requests to promise first, whose senders are the quicker ones. That is how
    /// proposers get into each other's way most.
    /// </summary>
    public void Round(TimeSpan time)
    {
        Now += time;
        var due = _onTheirWay.OrderBy(l => l.Message is not Prepare).ToList();
        _onTheirWay.Clear();
        foreach (var letter in due)
            Receive(letter);
        foreach (var id in Quorum.Members)
            Act(new Address(Role.RegisterProposer, id.Value), (role, effects) => role.Tick(Now, effects));
    }

    private void Add(Address address, IRole role) => _roles.Add(address, role);

    private void Receive(Letter letter)
    {
        if (letter.To.Role != Role.Client)
            Act(letter.To, (role, effects) => role.Receive(Now, letter.From, letter.Message, effects));
    }

    private void Act(Address address, Action<IRole, Effects> act)
    {
        act(_roles[address], _effects);
        var sent = _effects.Items.Where(e => e.Message is not null).Select(e => new Letter(address, e.To, e.Message!)).ToList();
        _effects.Clear();
        foreach (var letter in sent)
        {
            if (letter.From.Name == letter.To.Name && letter.Message is Propose)
                Receive(letter);
            else
                _onTheirWay.Add(letter);
        }
    }
}
