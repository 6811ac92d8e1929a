using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.Variants;
using Akka.Consensus.Simulation.World;
using Xunit;

namespace Akka.Consensus.Core.Tests.Simulations;

public sealed class DiskSpec
{
    private static readonly Address Somebody = Address.Acceptor(new NodeId("n1"));

    private readonly SimulatedWorld _world;
    private readonly Disk _disk;
    private readonly List<string> _log = [];

    public DiskSpec()
    {
        var calm = new PlanChanges { Without = Enum.GetValues<Fault>() };
        _world = new SimulatedWorld(seed: 1, Variant.Sound, new Trace(), ignored: [], calm);
        _disk = new Disk(_world.Nodes[0], Role.Acceptor)
        {
            Send = (_, message) => _log.Add($"sent {((Prepare)message).Ballot.Round}"),
            OnDurable = change => _log.Add($"durable {((Reserved)change).Round}"),
            OnFailed = () => _log.Add("failed"),
            OnReverted = () => _log.Add("reverted"),
        };
    }

    [Fact]
    public void A_message_should_leave_when_all_that_was_stored_before_it_is_durable()
    {
        Send(0);
        Store(1);
        Send(1);
        Store(2);
        Send(2);
        Wait();

        Assert.Equal(["sent 0", "durable 1", "sent 1", "durable 2", "sent 2"], _log);
    }

    [Fact]
    public void A_crash_should_keep_what_is_durable_and_a_prefix_of_the_rest()
    {
        Store(1);
        Wait();
        Store(2);
        Store(3);
        Send(3);

        var lost = _disk.Crash();
        Wait();

        Assert.Equal(3 - lost, _disk.Durable.Count);
        Assert.Equal(Enumerable.Range(1, 3 - lost).Select(round => (long)round), _disk.Durable.Cast<Reserved>().Select(r => r.Round));
        Assert.DoesNotContain("sent 3", _log);
    }

    [Fact]
    public void A_full_disk_should_fail_the_write_and_forget_what_waits_for_it()
    {
        _world.Conditions.Fill(node: 0, Schedule.Second);
        Store(1);
        Send(1);
        Wait();

        Assert.Equal(["failed"], _log);
        Assert.Empty(_disk.Durable);
    }

    [Fact]
    public void A_disk_should_go_back_to_what_it_held_at_a_moment()
    {
        Store(1);
        Wait();
        var moment = _world.Schedule.Now;
        Store(2);
        Wait();

        var gone = _disk.GoBack(moment);

        Assert.Equal(1, gone);
        Assert.Equal(1, Assert.IsType<Reserved>(Assert.Single(_disk.Durable)).Round);
        Assert.Equal("reverted", _log[^1]);
    }

    [Fact]
    public void A_wiped_disk_should_hold_nothing()
    {
        Store(1);
        Wait();

        _disk.Wipe();

        Assert.Empty(_disk.Recover());
    }

    private void Store(long round) => _disk.Append(new Reserved(round, []));

    private void Send(long round) => _disk.SendWhenDurable(Somebody, new Prepare(new Ballot(round, new NodeId("n1"))));

    private void Wait()
    {
        while (_world.Schedule.Step(_world.Schedule.Now + Schedule.Second) && !_disk.IsIdle)
        {
            // the write goes on
        }
    }
}
