using Akka.Consensus.Simulation.Checks;
using Akka.Consensus.Simulation.Ensemble;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;
using Xunit;

namespace Akka.Consensus.Core.Tests.Simulations;

/// <summary>The stage itself, with a role that writes notes down, and says so to another when they are durable.</summary>
public sealed class StageSpec
{
    private const long Ms = Schedule.Millisecond;

    private static readonly Address Here = Address.Acceptor(new NodeId("here"));
    private static readonly Address There = Address.Acceptor(new NodeId("there"));

    [Fact(DisplayName = "A message that waits for the disk should leave when all that was stored before it is durable, and one that does not, at once")]
    public void A_message_should_wait_for_the_disk()
    {
        var scene = new Scene(StagePlan.Calm with { DiskMax = 50 });
        scene.Start();

        scene.Call(here => here.Write(1));
        Assert.Empty(scene.Left);
        scene.Call(here => here.Say(2));
        Assert.Equal([2], scene.Left);
        scene.Stage.Pass(20 * Ms);

        Assert.Equal([2, 1], scene.Left);
        Assert.Equal([1, 2], scene.Core(There).Heard.Order());
    }

    [Fact(DisplayName = "What comes while a write is under way should be gathered, and written together")]
    public void Writes_should_be_gathered()
    {
        var scene = new Scene(StagePlan.Calm);
        scene.Start();
        var durableAt = new Dictionary<int, long>();
        scene.OnDurable = note => durableAt[note] = scene.Stage.Schedule.Now;

        for (var i = 1; i <= 4; i++)
            scene.Call(here => here.Write(i));
        scene.Stage.Pass(20 * Ms);

        Assert.True(durableAt[1] < durableAt[2]);
        Assert.Equal([durableAt[2], durableAt[2]], [durableAt[3], durableAt[4]]);
    }

    [Fact(DisplayName = "A crash should keep a prefix of what was not durable, any of them in some run, and no message that waited")]
    public void A_crash_should_keep_a_prefix()
    {
        var kept = new SortedSet<int>();
        for (var seed = 1UL; seed <= 50; seed++)
        {
            var scene = new Scene(StagePlan.Calm, seed);
            scene.Start();
            scene.Call(here => here.Write(1));
            scene.Call(here => here.Write(2));

            scene.Node(Here).Crash();
            scene.Stage.Pass(20 * Ms);
            scene.Node(Here).Start();

            Assert.Empty(scene.Left);
            Assert.Equal(Enumerable.Range(1, scene.Core(Here).Notes.Count), scene.Core(Here).Notes);
            kept.Add(scene.Core(Here).Notes.Count);
        }

        Assert.Equal([0, 1, 2], kept);
    }

    [Fact(DisplayName = "An event that replaces all before it should let them be deleted, in some runs")]
    public void A_rebase_should_replace_what_was_before()
    {
        var recovered = new SortedSet<int>();
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var scene = new Scene(StagePlan.Calm, seed);
            scene.Start();
            scene.Call(here => here.Write(1));
            scene.Call(here => here.Replace(2));
            scene.Stage.Pass(20 * Ms);
            scene.Node(Here).Crash();
            scene.Node(Here).Start();
            Assert.Equal([2], scene.Core(Here).Notes);
            recovered.Add(scene.Core(Here).Recovered);
        }

        Assert.Equal([1, 2], recovered);
    }

    [Fact(DisplayName = "The roles of a node should crash together, and a role whose disk fails should die alone and come back")]
    public void A_role_should_die_alone_and_a_node_with_all_its_roles()
    {
        var scene = new Scene(StagePlan.Calm);
        var sibling = scene.Node(Here).Add(Address.Learner(new NodeId("here")), () => new Notebook(There));
        scene.Start();
        scene.Stage.Conditions.Fill(scene.Node(Here).Number, 10 * Ms);

        scene.Call(here => here.Write(1));
        scene.Stage.Pass(10 * Ms);
        Assert.Null(scene.Role(Here).Core);
        Assert.NotNull(sibling.Core);
        scene.Stage.Pass(Schedule.Second);
        Assert.NotNull(scene.Role(Here).Core);

        scene.Node(Here).Crash();
        Assert.Null(scene.Role(Here).Core);
        Assert.Null(sibling.Core);
    }

    [Fact(DisplayName = "A message for a node that stands still should wait, and one on a cut link should be lost")]
    public void Pauses_and_cuts_should_do_what_they_say()
    {
        var scene = new Scene(StagePlan.Calm);
        scene.Start();
        var (here, there) = (scene.Node(Here), scene.Node(There));

        there.Pause();
        scene.Call(core => core.Say(1));
        scene.Stage.Pass(20 * Ms);
        Assert.Empty(scene.Core(There).Heard);
        there.Resume();
        Assert.Equal([1], scene.Core(There).Heard);

        scene.Stage.Conditions.Cut(here.Number, there.Number, 10 * Ms);
        scene.Call(core => core.Say(2));
        scene.Stage.Pass(20 * Ms);
        Assert.Equal([1], scene.Core(There).Heard);
        Assert.Equal(1, scene.Stage.Faults.Counts[Fault.CutMessage]);
    }

    [Fact(DisplayName = "A node that is left broken should stay so, and whatever is demanded of the others should be awaited")]
    public void Some_should_stay_broken()
    {
        var broken = 0;
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var plan = StagePlan.Calm with { Rates = FaultRates.None.With(Fault.LeftBroken, 1_000_000) };
            var scene = new Scene(plan, seed);
            scene.Stage.Begin();
            scene.Stage.Endure();

            var healthy = scene.Stage.Heal([scene.Node(There)], most: 1);
            Assert.Contains(scene.Node(Here), healthy);
            scene.Call(here => here.Say(7));
            scene.Stage.Demands.Add("said and heard", 100 * Ms, () => healthy.Count == 1 || scene.Core(There).Heard.Contains(7));
            scene.Stage.Settle();

            broken += 2 - healthy.Count;
            Assert.True(scene.Stage.Demands.AreMet);
        }

        Assert.InRange(broken, 1, 19);
    }

    [Fact(DisplayName = "A demand that is not met in its time, and a message for nobody, should be violations")]
    public void What_does_not_come_about_should_be_a_violation()
    {
        var scene = new Scene(StagePlan.Calm);
        scene.Start();

        scene.Stage.Demands.Add("peace within 1 s", Schedule.Second, () => false, () => "none in sight");

        var unmet = Assert.Throws<ViolationException>(scene.Stage.Settle);
        var lost = Assert.Throws<ViolationException>(() => scene.Role(Here).Call<Notebook>((_, _, effects) =>
            effects.Send(Address.Learner(new NodeId("nobody")), new Note(1))));

        Assert.Equal("after faults: peace within 1 s: none in sight", unmet.Message);
        Assert.Equal("address", lost.Id);
    }

    private sealed record Note(int Number) : IMessage;

    private record Written(int Number) : IEvent;

    private sealed record Rewritten(int Number) : Written(Number), IRebase;

    private sealed class Notebook(Address other) : IRole
    {
        public List<int> Notes { get; } = [];

        public List<int> Heard { get; } = [];

        public int Recovered { get; private set; }

        public void Write(int note, Effects effects)
        {
            effects.Persist(new Written(note));
            effects.SendWhenDurable(other, new Note(note));
        }

        public void Recover(IEvent stored)
        {
            Recovered++;
            if (stored is IRebase)
                Notes.Clear();
            Notes.Add(((Written)stored).Number);
        }

        public void Start(TimeSpan now, Effects effects)
        {
        }

        public void Receive(TimeSpan now, Address from, IMessage message, Effects effects) => Heard.Add(((Note)message).Number);

        public void Tick(TimeSpan now, Effects effects)
        {
        }
    }

    /// <summary>A notebook as an application calls it.</summary>
    private sealed class Writer(Notebook core, Effects effects)
    {
        public void Write(int note) => core.Write(note, effects);

        public void Replace(int note) => effects.Persist(new Rewritten(note));

        public void Say(int note) => effects.Send(There, new Note(note));
    }

    private sealed class Scene : StageObserver
    {
        public Scene(StagePlan plan, ulong seed = 1)
        {
            Stage = new Stage(seed, plan, new Trace());
            Stage.Observers.Add(this);
            Stage.AddNode("here").Add(Here, () => new Notebook(There));
            Stage.AddNode("there").Add(There, () => new Notebook(Here));
        }

        public Stage Stage { get; }

        public List<int> Left { get; } = [];

        public Action<int>? OnDurable { get; set; }

        public StageRole Role(Address address) => Stage.Role(address);

        public StageNode Node(Address address) => Role(address).Node;

        public Notebook Core(Address address) => (Notebook)Role(address).Core!;

        public void Start()
        {
            foreach (var node in Stage.Nodes)
                node.Start();
        }

        public void Call(Action<Writer> call) => Assert.True(Role(Here).Call<Notebook>((core, _, effects) => call(new Writer(core, effects))));

        public override void Sent(StageRole from, Address to, IMessage message)
        {
            if (message is Note note)
                Left.Add(note.Number);
        }

        public override void BecameDurable(StageRole role, IEvent change) => OnDurable?.Invoke(((Written)change).Number);
    }
}
