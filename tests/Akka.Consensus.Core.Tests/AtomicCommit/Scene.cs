using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Simulation.Ensemble;
using Akka.Consensus.Simulation.Ensemble.Transactions;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Core.Tests.AtomicCommit;

/// <summary>
/// A scripted run: nothing goes wrong but what the script says, of which AC3 does not know. One client, one transaction, coordinated on node n1.
/// </summary>
internal sealed class Scene
{
    private const long Blink = 1;

    private readonly Script _script = new();

    public Scene(CommitProtocol protocol, Func<TransactionsPlan, TransactionsPlan>? change = null, params string[] ignored)
    {
        var plan = TransactionsPlan.Calm with { Protocol = protocol };
        Bank = new Bank(seed: 1, change?.Invoke(plan) ?? plan, TransactionVariant.Sound, new Trace(), [.. ignored, "AC3"]);
        Bank.Stage.Observers.Add(_script);
        foreach (var node in Bank.Stage.Nodes)
            node.Start();
        Pass(0.3);
    }

    /// <summary>Something has happened: a message was sent or taken, or an event is durable, of this role.</summary>
    public delegate bool Moment(string does, StageRole role, object what);

    public Bank Bank { get; }

    public Transaction Transaction { get; private set; } = null!;

    public List<(StageRole From, Address To, IMessage Message)> Sent => _script.Letters;

    public List<(StageRole Role, IEvent Change)> Durable => _script.Durable;

    /// <summary>What the client was told; null for nothing yet.</summary>
    public Decision? Answer => Bank.Answers.Find(a => a.Request is Run)?.Decision;

    private TransactionFacts.Fact Fact => Bank.Facts.Of(Transaction);

    /// <summary>The client asks for something in which everybody takes part.</summary>
    public Scene Begin(int refusals = 0, double timeout = 3)
    {
        var names = Bank.Plan.ParticipantNames;
        Transaction = Bank.NewTransaction("t", 1, new NodeId("n1"), names);
        Bank.Run(Bank.Clients[0], Transaction, [.. names.Select((_, i) => Ledger.Move(i == 0 ? names.Count : -1, i == 0 ? refusals : 0))],
            TimeSpan.FromSeconds(timeout));
        return this;
    }

    public Scene Pass(double seconds)
    {
        Bank.Stage.Pass((long)(seconds * Schedule.Second));
        return this;
    }

    public StageNode Node(string name) => Bank.Stage.Nodes.Single(n => n.Name == name);

    public Scene Crash(string node)
    {
        Node(node).Crash();
        return this;
    }

    public Scene Restart(string node)
    {
        Node(node).Start();
        return this;
    }

    /// <summary>Once, at a moment, a node crashes: nothing that it would say now leaves it.</summary>
    public Scene CrashAt(string node, Moment moment) => At(moment, () =>
    {
        foreach (var other in Bank.Stage.Nodes.Where(n => n.Name != node))
            Bank.Stage.Conditions.Cut(Node(node).Number, other.Number, Blink);
        Bank.Stage.Schedule.After(0, () => Node(node).Crash());
    });

    /// <summary>Once, at a moment, something is done.</summary>
    public Scene At(Moment moment, Action action)
    {
        _script.Waiting.Add((moment, action));
        return this;
    }

    /// <summary>For so many seconds nothing passes between two groups of nodes.</summary>
    public void Divide(IEnumerable<string> left, IEnumerable<string> right, double seconds)
    {
        foreach (var (one, other) in left.SelectMany(l => right.Select(r => (Node(l).Number, Node(r).Number))))
        {
            Bank.Stage.Conditions.Cut(one, other, (long)(seconds * Schedule.Second));
            Bank.Stage.Conditions.Cut(other, one, (long)(seconds * Schedule.Second));
        }
    }

    /// <summary>How far a participant has come: <c>in doubt</c>, <c>Commit</c>, <c>Abort</c>, or <c>not asked</c>; <c>down</c>.</summary>
    public string StandOf(string participant)
    {
        if (!Node(participant).IsUp)
            return "down";
        if (Fact.Decided.TryGetValue(participant, out var decision))
            return decision.ToString();
        return Fact.Refused.Contains(participant) ? "Abort" : Fact.Prepared.Contains(participant) ? "in doubt" : "not asked";
    }

    /// <summary>What all participants have come to, with commas between them.</summary>
    public string Stands => string.Join(", ", Transaction.Participants.Select(StandOf));

    private sealed class Script : StageObserver
    {
        public List<(Moment Moment, Action Action)> Waiting { get; } = [];

        public List<(StageRole From, Address To, IMessage Message)> Letters { get; } = [];

        public List<(StageRole Role, IEvent Change)> Durable { get; } = [];

        public override void Sent(StageRole from, Address to, IMessage message)
        {
            Letters.Add((from, to, message));
            Happened("sent", from, message);
        }

        public override void Received(StageRole to, Address from, IMessage message) => Happened("received", to, message);

        public override void BecameDurable(StageRole role, IEvent change)
        {
            Durable.Add((role, change));
            Happened("stored", role, change);
        }

        private void Happened(string does, StageRole role, object what)
        {
            foreach (var due in Waiting.Where(w => w.Moment(does, role, what)).ToList())
            {
                Waiting.Remove(due);
                due.Action();
            }
        }
    }
}
