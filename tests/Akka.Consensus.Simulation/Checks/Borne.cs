using Akka.Consensus.Core;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>A checker whose violations are to be expected in this run: they are taken note of, and the run goes on.</summary>
public sealed class Borne(Watch watch, Checker inner) : Checker(watch)
{
    public override string Id => inner.Id;

    public override void Sent(SimulatedNode from, Address to, IMessage message) => Bear(() => inner.Sent(from, to, message));

    public override void Sent(SimulatedClient from, IMessage message) => Bear(() => inner.Sent(from, message));

    public override void Received(Address to, Address from, IMessage message) => Bear(() => inner.Received(to, from, message));

    public override void BecameDurable(RoleHost host, IEvent change) => Bear(() => inner.BecameDurable(host, change));

    public override void Recovered(RoleHost host) => Bear(() => inner.Recovered(host));

    public override void Stepped(RoleHost host) => Bear(() => inner.Stepped(host));

    public override void Delivered(RoleHost host, LogIndex index, Command command) => Bear(() => inner.Delivered(host, index, command));

    public override void Chosen(LockStep step) => Bear(() => inner.Chosen(step));

    public override void Telling(SimulatedClient client, IOutcome outcome) => Bear(() => inner.Telling(client, outcome));

    public override void Asked(SimulatedClient client, long query, bool isLinearizable) => Bear(() => inner.Asked(client, query, isLinearizable));

    private void Bear(Action check)
    {
        try
        {
            check();
        }
        catch (ViolationException violation)
        {
            World.Probes.Hit(Probe.BeliefWasFalseWhereClocksAreWild);
            World.Trace.Note("as expected", violation.Message);
        }
    }
}
