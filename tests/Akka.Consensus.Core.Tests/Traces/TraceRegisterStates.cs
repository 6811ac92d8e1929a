using Akka.Consensus.Core.SinglePaxos;
using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>What a trace shows when it is asked how things stand with registers.</summary>
internal static class TraceRegisterStates
{
    /// <summary>What each of some nodes has of a register, a row for each.</summary>
    public static IEnumerable<string> Registers(IEnumerable<TraceRegisterNode> nodes, string name)
    {
        var instance = new InstanceId(name);
        return nodes.Select(n => !n.IsUp ? $"{n.Name,-4}is down" : $"{n.Name,-4}promised={TraceText.Of(n.Acceptor.Memory.PromisedIn(instance))} "
            + $"accepted={RegisterWording.Of(n.Acceptor.Memory.AcceptedIn(instance))} learned={n.Learner.Find(instance)?.ToString() ?? "nothing"}");
    }
}
