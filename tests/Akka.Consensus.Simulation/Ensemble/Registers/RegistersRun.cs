using System.Globalization;
using Akka.Consensus.Core;
using Akka.Consensus.Core.SinglePaxos;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Ensemble.Registers;

/// <summary>
/// One run of registers: every node has an acceptor, a proposer and a learner; clients wish for values in a few registers at a time, or read them, by
/// several nodes at once; and turn to the next ones.
/// </summary>
public sealed class RegistersRun
{
    /// <summary>The bound of every answer once the faults are over, in microseconds.</summary>
    public const long AnswerWithin = 4 * Schedule.Second;

    private const int MaxPending = 3;
    private const string LastRegister = "last";

    private readonly ulong _seed;
    private readonly Stage _stage;
    private readonly RegistersPlan _plan;
    private readonly RegisterFacts _facts;
    private readonly Prng _applications;
    private readonly Tally<RegisterProbe> _tally = new();
    private readonly List<StageNode> _voters = [];
    private readonly List<StageRole> _clients = [];
    private long _requests;
    private long _turn;

    /// <summary>Sets the stage.</summary>
    /// <param name="seed">Everything follows from it.</param>
    /// <param name="variant">Which cores take part.</param>
    /// <param name="output">Where the trace is written; null for nowhere.</param>
    /// <param name="ignored">The names of what is not checked.</param>
    public RegistersRun(ulong seed, RegisterVariant variant, TextWriter? output, IReadOnlyCollection<string> ignored)
    {
        _seed = seed;
        _plan = RegistersPlan.Draw(new Prng(seed, Dice.Plan));
        _applications = new Prng(seed, Dice.Applications);
        _stage = new Stage(seed, _plan.Stage, new Trace(output));
        foreach (var line in _plan.Describe())
            _stage.Trace.Note("plan", line);
        _facts = new RegisterFacts(_stage, _plan.Quorum);
        var sightings = new RegisterSightings(_facts, _tally);
        _stage.Observers.AddRange(RegisterChecker.All(_stage, _facts).Where(c => !ignored.Contains(c.Id)));
        _stage.Observers.Add(_facts);
        _stage.Observers.Add(sightings);
        _facts.OnChosen += sightings.Chosen;
        foreach (var id in _plan.Quorum.Members)
            AddNode(id, variant);
        _stage.MayForget = node => _voters.Contains(node) && (node.HasForgotten || Expendable > 0);
        for (var i = 0; i < _plan.Clients; i++)
            AddClient(i);
    }

    /// <summary>Runs it.</summary>
    public SubjectRun Run() => SubjectRun.Of(_seed, _stage, Play, () => _facts.Count, () => _tally.Hits);

    private void Play()
    {
        _stage.Begin();
        Turn();
        foreach (var client in _clients)
            Think(client);
        _stage.Endure();
        _stage.Heal([.. _voters.Where(v => !v.HasForgotten)], Expendable);
        Demand();
        _stage.Settle();
    }

    /// <summary>How many more voters the group can do without: a quorum is left that remembers everything.</summary>
    private int Expendable => _voters.Count - _voters.Count(v => v.HasForgotten) - Math.Max(_plan.Quorum.Phase1, _plan.Quorum.Phase2);

    /// <summary>What was asked is answered; and one more register, that all clients want at once, is decided, and read.</summary>
    private void Demand()
    {
        foreach (var client in _clients)
            Ask(client, number => new Decide(Id(client), number, LastRegister, OwnValue(client, number)));
        DemandAnswers("every request is answered within 4 s", () =>
        {
            var name = _facts.Registers[(int)_applications.Below(_facts.Registers.Count)].Name;
            foreach (var client in _clients)
                Ask(client, number => new Read(Id(client), number, name));
            DemandAnswers("what is chosen is read within 4 s", () => { });
        });
    }

    private void DemandAnswers(string what, Action then)
    {
        var asked = _clients.SelectMany(c => ((RegisterClient)c.Core!).Pending).ToList();
        IEnumerable<RegisterRequest> Open() => _clients.SelectMany(c => ((RegisterClient)c.Core!).Pending).Intersect(asked);
        _stage.Demands.Add(what, AnswerWithin, () => !Open().Any(), () => $"{Open().Count()} are not; the first: {Wording.Of(Open().First())}", then);
    }

    /// <summary>Now and then everybody turns to other registers, and never all at once: some keep to the old ones.</summary>
    private void Turn() => _stage.Schedule.After(_applications.Between(1, _plan.TurnMax), () =>
    {
        _turn++;
        Turn();
    });

    private void Think(StageRole client) => _stage.Schedule.After(_applications.Between(1, _plan.ThinkMax), () =>
    {
        if (_stage.IsHealed)
            return;
        Think(client);
        if (client.Core is RegisterClient core && core.Pending.Count() >= MaxPending)
            return;
        var name = string.Create(CultureInfo.InvariantCulture, $"r{Math.Max(0, _turn - _applications.Pick([0, 0, 0, 1, 2, _turn]))}");
        if (_applications.Percent(_plan.Reads))
            Ask(client, number => new Read(Id(client), number, name));
        else
            Ask(client, number => new Decide(Id(client), number, name, OwnValue(client, number)));
    });

    private void Ask(StageRole client, Func<long, RegisterRequest> request)
    {
        var asked = request(++_requests);
        if (client.Call<RegisterClient>((core, now, effects) => core.Ask(now, asked, effects)))
            _stage.Trace.Note(client.Address.Name, $"has asked {Wording.Of(asked)}");
    }

    private void AddNode(NodeId id, RegisterVariant variant)
    {
        var node = _stage.AddNode(id.Value);
        _voters.Add(node);
        node.Add(Address.Acceptor(id), () => new LogAcceptorStandIn(() => !node.HasForgotten || !variant.KeepsOutTheForgetful));
        node.Add(new Address(Role.RegisterAcceptor, id.Value), () => variant.NewAcceptor(id));
        node.Add(new Address(Role.RegisterProposer, id.Value),
            () => variant.NewProposer(id, _plan.Quorum, _plan.Limits, _stage.Random.Next()));
        node.Add(new Address(Role.RegisterLearner, id.Value), () => new Learner(id, _plan.Limits));
    }

    private void AddClient(int number)
    {
        var id = new ClientId(string.Create(CultureInfo.InvariantCulture, $"c{number}"));
        var node = _stage.AddNode(id.Value);
        _clients.Add(node.Add(Address.Client(id), () => new RegisterClient(_plan.Quorum.Members, number)));
    }

    private static ClientId Id(StageRole client) => new(client.Address.Name);

    private static Value OwnValue(StageRole client, long number) => Value.Of(string.Create(CultureInfo.InvariantCulture, $"{client.Address.Name}'s {number}"));
}
