using Akka.Consensus.Core.Locks;
using Akka.Consensus.Transactions;

namespace Akka.Consensus.Serialization;

/// <summary>What an acquire says beyond the name of one lock; and what a transaction wants of locks.</summary>
internal static class DemandMapping
{
    public static Proto.AcquireDetails ToProto(Acquire acquire)
    {
        var details = new Proto.AcquireDetails { Party = acquire.Party, DelayTicks = acquire.Delay.Ticks };
        if (acquire.Value is { } value)
            details.Value = value;
        details.First = new Proto.LockDemand { Mode = (int)acquire.Mode, Count = acquire.Count, Permits = acquire.Permits };
        details.Others.AddRange(acquire.Others.Select(ToProto));
        return details;
    }

    public static Acquire FromProto(Acquire plain, Proto.AcquireDetails? details) => details is null ? plain : plain with
    {
        Mode = (LockMode)details.First.Mode,
        Count = details.First.Count,
        Permits = details.First.Permits,
        Others = [.. details.Others.Select(FromProto)],
        Party = details.Party,
        Delay = TimeSpan.FromTicks(details.DelayTicks),
        Value = details.HasValue ? details.Value : null,
    };

    public static Proto.HoldLocks ToProto(HoldLocks operation)
    {
        var proto = new Proto.HoldLocks();
        proto.Locks.AddRange(operation.Locks.Select(ToProto));
        return proto;
    }

    public static HoldLocks FromProto(Proto.HoldLocks proto) => new([.. proto.Locks.Select(FromProto)]);

    private static Proto.LockDemand ToProto(LockDemand demand) =>
        new() { Name = demand.Name, Mode = (int)demand.Mode, Count = demand.Count, Permits = demand.Permits };

    private static LockDemand FromProto(Proto.LockDemand proto) => new(proto.Name, (LockMode)proto.Mode) { Count = proto.Count, Permits = proto.Permits };
}
