using Akka.Consensus.Core;
using Akka.Consensus.Core.SinglePaxos;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>Says what was said or stored about registers, in one line.</summary>
public static class RegisterWording
{
    /// <summary>What a message says after its name; null if it is not one of registers.</summary>
    public static string? Of(IMessage message) => message switch
    {
        Prepare m => $"{m.Ballot} {Names(m.Instances)}",
        Promise m => $"{m.Ballot} {Of(m.Instances)}",
        Accept m => $"{m.Ballot} {Of(m.Proposals)}",
        Accepted m => $"{m.Ballot} {Names(m.Instances)}",
        Reject m => $"{m.Ballot} {string.Join(", ", m.Instances.Select(r => $"{r.Instance} promised={r.Promised}"))}",
        Inquire m => Names(m.Instances),
        Report m => Of(m.Instances),
        Chosen m => Of(m.Values),
        Propose m => $"{m.Instance}={m.Value}",
        Find m => $"{m.Instance}",
        Open m => $"{m.Instance}",
        AskStanding => "",
        _ => null,
    };

    /// <summary>What a node stores; null if it is not of registers.</summary>
    public static string? Of(IEvent stored) => stored switch
    {
        Promised e => $"promised {e.Ballot} {Names(e.Instances)}",
        Voted e => $"accepted {e.Ballot} {Of(e.Proposals)}",
        Forgotten e => $"forgotten {Names(e.Instances)}",
        Kept e => $"all anew: {string.Join(", ", e.Instances.Select(i => $"{i.Instance} promised={i.Promised} accepted={Of(i.Accepted)}"))}",
        Reserved e => $"reserved rounds up to {e.Round}",
        Learned e => $"learned {Of(e.Values)}",
        _ => null,
    };

    /// <summary>A vote; nothing, if there is none.</summary>
    public static string Of(Vote? accepted) => accepted is { } vote ? $"{vote.Ballot} {vote.Value}" : "nothing";

    private static string Of(IReadOnlyList<Standpoint> standpoints) =>
        string.Join(", ", standpoints.Select(s => $"{s.Instance} accepted={Of(s.Accepted)}"));

    private static string Of(IReadOnlyList<Proposal> proposals) => string.Join(", ", proposals.Select(p => $"{p.Instance}={p.Value}"));

    private static string Names(IReadOnlyList<InstanceId> instances) => string.Join(", ", instances);
}
