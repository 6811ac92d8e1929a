using Akka.Consensus.Core;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>P6: what is chosen was proposed: by a client, or as the end of a session that was open.</summary>
public sealed class ChosenWasProposed(Watch watch) : Checker(watch)
{
    private readonly HashSet<Command> _asked = [];
    private readonly HashSet<FencingToken> _keptBack = [];

    public override string Id => "P6";

    public override void Sent(SimulatedClient from, IMessage message)
    {
        if (message is ClientCommands commands)
            _asked.UnionWith(commands.Commands);
    }

    public override void Chosen(LockStep step)
    {
        var isKnown = step.Command switch
        {
            ExpireSession expire => expire.Session.Value < step.Index.Value && Watch.Chosen[new LogIndex(expire.Session.Value)] is OpenSession,
            EndDelay end => _keptBack.Contains(end.Token),
            _ => _asked.Contains(step.Command),
        };
        _keptBack.UnionWith(Watch.Locks.Table.Locks.Delays.Select(d => d.Token));
        if (!isKnown)
            throw Broken($"nobody asked for {step.Command}");
    }
}

/// <summary>P7: what is learned was chosen, and whatever is called chosen is.</summary>
public sealed class LearnedWasChosen(Watch watch) : Checker(watch)
{
    public override string Id => "P7";

    public override void Sent(SimulatedNode from, Address to, IMessage message)
    {
        var committed = message switch
        {
            Commit commit => commit.Committed,
            Accept accept => accept.Committed,
            Promise promise => promise.Committed,
            Fetched fetched => fetched.Committed,
            Chosen chosen => chosen.Previous + chosen.Entries.Count,
            _ => LogIndex.Zero,
        };
        if (committed > Watch.Chosen.Last)
            throw Broken($"{from.Id} calls {committed} chosen; a quorum's disks say {Watch.Chosen.Last}");
    }

    public override void Delivered(RoleHost host, LogIndex index, Command command)
    {
        if (index > Watch.Chosen.Last || Watch.Chosen[index] != command)
            throw Broken($"{host.Node.Id} learns {command} at {index}, which was not chosen there");
    }
}

/// <summary>M2: at the same index every replica has the same past and the same locks.</summary>
public sealed class ReplicasAgree(Watch watch) : Checker(watch)
{
    private readonly Dictionary<RoleHost, LogIndex> _checked = [];

    public override string Id => "M2";

    public override void Recovered(RoleHost host) => _checked.Remove(host);

    public override void Stepped(RoleHost host)
    {
        if (host.Core is not LearnerRole learner || (_checked.TryGetValue(host, out var last) && last == learner.Applied))
            return;
        _checked[host] = learner.Applied;
        if (learner.Log != Watch.Locks.FingerprintAt(learner.Applied))
            throw Broken($"{host.Node.Id} has another past at {learner.Applied}");
        var expected = Watch.Locks.At(learner.Applied);
        var count = 0;
        foreach (var view in learner.Table.Locks.View(null, ""))
        {
            count++;
            if (!expected.TryGetValue(view.Name, out var state) || state.Holder != view.Holder || state.Token != view.Token
                || state.Waiting.Count != view.Waiting)
                throw Broken($"{host.Node.Id} at {learner.Applied} has {view}");
        }

        if (count != expected.Count)
            throw Broken($"{host.Node.Id} at {learner.Applied} has {count} held locks, not {expected.Count}");
    }
}

/// <summary>M3: applied without gaps, never backwards.</summary>
public sealed class AppliedWithoutGaps(Watch watch) : Checker(watch)
{
    private readonly Dictionary<RoleHost, LogIndex> _applied = [];

    public override string Id => "M3";

    public override void Recovered(RoleHost host) => Begin(host);

    public override void Stepped(RoleHost host)
    {
        if (host.Core is not LearnerRole learner || learner.Applied == _applied.GetValueOrDefault(host))
            return;
        if (learner.Applied < _applied.GetValueOrDefault(host))
            throw Broken($"{host.Node.Id} goes back from {_applied[host]} to {learner.Applied}");
        World.Probes.Hit(Probe.SnapshotWasInstalled);
        Begin(host);
    }

    public override void Delivered(RoleHost host, LogIndex index, Command command)
    {
        var last = _applied.GetValueOrDefault(host);
        if (index != last.Next)
            throw Broken($"{host.Node.Id} applies {index} after {last}");
        _applied[host] = index;
    }

    /// <summary>It starts from a snapshot: whether that is a true one, others check.</summary>
    private void Begin(RoleHost host)
    {
        if (host.Core is LearnerRole learner)
            _applied[host] = learner.Applied;
    }
}

/// <summary>
/// M6: nothing acknowledged is lost while a quorum's disks survive: a phase-2 quorum has it, but for those whose disks did not, whoever has just restarted.
/// </summary>
public sealed class AcknowledgedSurvives(Watch watch) : Checker(watch)
{
    public override string Id => "M6";

    public override void Recovered(RoleHost host)
    {
        if (host.Role == Role.Acceptor)
            Judge();
    }

    public void Judge()
    {
        for (var index = new LogIndex(1); index <= Watch.Acknowledged; index = index.Next)
        {
            var entry = Watch.Chosen[index];
            var at = (int)index.Value - 1;
            var keepers = World.Nodes.Count(n => Watch.Memory(n).Log.Count > at && Watch.Memory(n).Log[at] == entry);
            if (keepers < World.Quorum.Phase2 - Watch.Forgetful)
                throw Broken($"{index} was acknowledged, and only {keepers} disks have it");
        }
    }
}

/// <summary>M5: a leader has every chosen entry before it answers: it calls no session ended that is open.</summary>
public sealed class EndsAreTrue(Watch watch) : Checker(watch)
{
    public override string Id => "M5";

    public override void Sent(SimulatedNode from, Address to, IMessage message)
    {
        if (message is SessionEnded ended && Watch.Locks.Reference.IsOpen(ended.Session))
            throw Broken($"{from.Id} tells {to} that session {ended.Session} has ended, which is open");
    }
}
