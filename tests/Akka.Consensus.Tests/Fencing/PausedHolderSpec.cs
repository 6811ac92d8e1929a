using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Fencing;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.Variants;
using Akka.Consensus.Simulation.World;
using Xunit;

namespace Akka.Consensus.Tests.Fencing;

/// <summary>
/// A counter that holders of a lock add to: they read, look at their handle, and write. Now and again one of them stands still right after the look, until
/// its lock is lost and others have written. In virtual time, with lost messages and slow disks: each seed gives one outcome.
/// </summary>
public sealed class PausedHolderSpec
{
    private const ulong Seeds = 12;

    [Fact(DisplayName = "Without a look at tokens, holders that stand still between their look and their write should undo what others wrote")]
    public void Without_a_guard_a_paused_holder_should_do_harm()
    {
        var runs = Runs(isGuarded: false);

        Assert.InRange(runs.Sum(run => run.Writes), 500, int.MaxValue);
        Assert.True(runs.Sum(run => run.Undone) > 0, "nothing was ever undone: the workload shows nothing");
        Assert.Equal(0, runs.Sum(run => run.Refused));
    }

    [Fact(DisplayName = "With a look at tokens, the same holders should undo nothing: the late write is refused")]
    public void With_a_guard_a_paused_holder_should_do_no_harm()
    {
        var runs = Runs(isGuarded: true);

        Assert.InRange(runs.Sum(run => run.Writes), 500, int.MaxValue);
        Assert.All(runs, run => Assert.Equal(0, run.Undone));
        Assert.True(runs.Sum(run => run.Refused) > 0, "nothing was ever refused: the guard was not needed");
    }

    private static List<Counter> Runs(bool isGuarded)
    {
        var runs = new List<Counter>();
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            // Beyond the bound on the drift of clocks two may hold the lock at a time, which is another matter.
            var plan = new PlanChanges { Nodes = 3, HasUsualLimits = true, Without = [Fault.WildClock] };
            var world = new SimulatedWorld(seed, Variant.Sound, new Trace(), [], plan);
            foreach (var node in world.Nodes)
                node.Start();
            var counter = new Counter(isGuarded ? new FencingGuard() : null);
            for (var i = 0; i < 3; i++)
                new Adder(world.AddClient(), counter).Begin();
            while (world.Schedule.Step(60 * Schedule.Second))
            {
                // the simulator's own checkers watch as well
            }

            runs.Add(counter);
        }

        return runs;
    }

    /// <summary>What the holders share.</summary>
    private sealed class Counter(FencingGuard? guard)
    {
        private int _value;

        /// <summary>How often something was written.</summary>
        public int Writes { get; private set; }

        /// <summary>How often somebody with an old token was refused.</summary>
        public int Refused { get; private set; }

        /// <summary>How many additions are not there any more.</summary>
        public int Undone => Writes - _value;

        /// <summary>A read is shown the token as well: else an older owner could still write between a newer one's read and its write.</summary>
        public int? Read(FencingToken token) => IsAccepted(token) ? _value : null;

        public void Write(FencingToken token, int value)
        {
            if (!IsAccepted(token))
                return;
            _value = value;
            Writes++;
        }

        private bool IsAccepted(FencingToken token)
        {
            if (guard is null || guard.TryAccept(token))
                return true;
            Refused++;
            return false;
        }
    }

    /// <summary>Adds one to the counter each time it has the lock.</summary>
    private sealed class Adder(SimulatedClient client, Counter counter)
    {
        private readonly Prng _luck = new(client.World.Seed + (ulong)client.Endpoint, Dice.Applications);
        private long _operation;

        public void Begin()
        {
            client.OnTold = Told;
            Acquire();
        }

        private void Told(IOutcome outcome)
        {
            if (outcome is Acquired acquired)
                Add(client.Holds.Single(h => h.Operation == acquired.Operation));
            else if (outcome is Lost or GivenBack or NotAcquired)
                Later(Acquire);
        }

        private void Acquire() => client.Acquire(++_operation, "counter", waits: true, timeout: null);

        private void Add(Hold hold)
        {
            var read = counter.Read(hold.Parts[0].Token);
            if (read is not { } value || !client.Believes(hold))
                return;
            if (_luck.Percent(10))
                StandStill();
            Later(() =>
            {
                counter.Write(hold.Parts[0].Token, value + 1);
                if (client.Holds.Contains(hold))
                    client.Release(hold.Operation);
            });
        }

        private void StandStill()
        {
            client.Pause();
            var twice = (long)(2 * client.World.Plan.Client.SessionTimeToLive.TotalMicroseconds);
            client.World.Schedule.After(twice + _luck.Below(Schedule.Second), client.Resume);
        }

        private void Later(Action action) => client.World.Schedule.After(_luck.Between(1, 20) * Schedule.Millisecond, () => client.Run(action));
    }
}
