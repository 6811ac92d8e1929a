using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.SinglePaxos;
using Acceptor = Akka.Consensus.Core.SinglePaxos.Acceptor;
using Learner = Akka.Consensus.Core.SinglePaxos.Learner;
using Proposer = Akka.Consensus.Core.SinglePaxos.Proposer;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>A node of registers: its three roles. Its log is left out; of that they need only to know that the node's journals may vote.</summary>
internal sealed class TraceRegisterNode : TraceHost
{
    private static readonly ClientId Client = new("client");

    private readonly bool _waits;
    private readonly Dictionary<long, string> _asked = [];
    private long _number;

    /// <param name="world">Where it lives.</param>
    /// <param name="id">Its name.</param>
    /// <param name="tickAt">When its turn is.</param>
    /// <param name="waits">Whether its proposer waits after a refusal.</param>
    public TraceRegisterNode(TraceWorld world, NodeId id, TimeSpan tickAt, bool waits)
        : base(world, id, tickAt)
    {
        _waits = waits;
        Start();
    }

    public Acceptor Acceptor => (Acceptor)Get(Role.RegisterAcceptor);

    public Learner Learner => (Learner)Get(Role.RegisterLearner);

    protected override IReadOnlyList<Role> Roles { get; } = [Role.RegisterAcceptor, Role.RegisterProposer, Role.RegisterLearner];

    /// <summary>A client that is not part of the trace wishes for a value.</summary>
    public void Decide(string name, string value) => Ask(name, number => new Decide(Client, number, name, Value.Of(value)));

    /// <summary>A client that is not part of the trace asks for the value.</summary>
    public void Read(string name) => Ask(name, number => new Read(Client, number, name));

    protected override void Start()
    {
        var isNew = !Roles.SelectMany(Disk.Durable).Any();
        Recover(new Dictionary<Role, IRole>
        {
            [Role.RegisterAcceptor] = new Acceptor(Id),
            [Role.RegisterProposer] = _waits
                ? new Proposer(Id, World.Quorum, RegisterLimits.Standard, seed: (ulong)Id.Value[^1])
                : new Impatient(Id, World.Quorum),
            [Role.RegisterLearner] = new Learner(Id, RegisterLimits.Standard),
        });
        if (!isNew)
            World.Report.Note(Name, "starts again");
        Begin();
        foreach (var asking in new[] { Role.RegisterAcceptor, Role.RegisterProposer })
            Receive(Address.Acceptor(Id), new Address(asking, Name), new Standing(IsAdmitted: true));
    }

    protected override void Answer(Role role, Address client, IMessage message)
    {
        var (number, what) = message switch
        {
            Decided decided => (decided.Number, $"is {decided.Value}"),
            Undecided undecided => (undecided.Number, "is open"),
            _ => throw new TraceException($"a trace has no words for {message.GetType().Name} yet"),
        };
        World.Report.Note(Name, $"answers: {_asked[number]} {what}");
    }

    private void Ask(string name, Func<long, RegisterRequest> request)
    {
        _asked.Add(++_number, name);
        Receive(Address.Client(Client), new Address(Role.RegisterLearner, Name), request(_number));
    }

    /// <summary>Goes above the ballot that it was refused for at once.</summary>
    private sealed class Impatient(NodeId self, Quorum quorum) : Proposer(self, quorum, RegisterLimits.Standard, seed: 1)
    {
        protected override TimeSpan Wait(int refusals) => TimeSpan.Zero;
    }
}
