namespace Akka.Consensus.Core.SinglePaxos;

/// <summary>Divides what concerns many instances into messages that fit into a frame. Each instance counts by itself, so a part may be lost.</summary>
public static class Bundle
{
    /// <summary>The parts, in order.</summary>
    public static IEnumerable<IReadOnlyList<Standpoint>> Split(IEnumerable<Standpoint> items) =>
        Split(items, i => SizeOf(i.Instance) + (i.Accepted?.Value.Length ?? 0));

    /// <summary>The parts, in order.</summary>
    public static IEnumerable<IReadOnlyList<Proposal>> Split(IEnumerable<Proposal> items) => Split(items, SizeOf);

    /// <summary>How many bytes a proposal takes, roughly.</summary>
    public static int SizeOf(Proposal proposal) => SizeOf(proposal.Instance) + proposal.Value.Length;

    /// <summary>How many bytes an instance takes, roughly.</summary>
    public static int SizeOf(InstanceId instance) => WireSize.Of(instance.Name, instance.Part);

    private static IEnumerable<IReadOnlyList<T>> Split<T>(IEnumerable<T> items, Func<T, int> sizeOf)
    {
        var part = new List<T>();
        var bytes = 0;
        foreach (var item in items)
        {
            var size = sizeOf(item);
            if (part.Count > 0 && bytes + size > RegisterLimits.BundleBytes)
            {
                yield return part;
                part = [];
                bytes = 0;
            }

            part.Add(item);
            bytes += size;
        }

        if (part.Count > 0)
            yield return part;
    }
}
