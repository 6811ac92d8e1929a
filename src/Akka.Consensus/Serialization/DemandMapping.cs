using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Serialization;

/// <summary>What an acquire says beyond the name of one lock.</summary>
internal static class DemandMapping
{
    public static Proto.AcquireDetails ToProto(Acquire acquire)
    {
        var details = new Proto.AcquireDetails { Party = acquire.Party, DelayTicks = acquire.Delay.Ticks };
        if (acquire.Value is { } value)
            details.Value = value;
        details.First = new Proto.LockDemand { Mode = (int)acquire.Mode, Count = acquire.Count, Permits = acquire.Permits };
        details.Others.AddRange(acquire.Others.Select(o => new Proto.LockDemand { Name = o.Name, Mode = (int)o.Mode, Count = o.Count, Permits = o.Permits }));
        return details;
    }

    public static Acquire FromProto(Acquire plain, Proto.AcquireDetails? details) => details is null ? plain : plain with
    {
        Mode = (LockMode)details.First.Mode,
        Count = details.First.Count,
        Permits = details.First.Permits,
        Others = [.. details.Others.Select(o => new LockDemand(o.Name, (LockMode)o.Mode) { Count = o.Count, Permits = o.Permits })],
        Party = details.Party,
        Delay = TimeSpan.FromTicks(details.DelayTicks),
        Value = details.HasValue ? details.Value : null,
    };
}
