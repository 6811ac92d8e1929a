using System.Globalization;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Locks;

/// <summary>A circle of owners, for people.</summary>
internal static class CycleText
{
    public static string Of(IReadOnlyList<WaitForGraph.Step> cycle, Func<SessionId, string> describe)
    {
        var words = cycle.Select((step, i) =>
        {
            var next = cycle[(i + 1) % cycle.Count].Waiter;
            return $"{Name(step.Waiter, describe)} waits for '{step.Name}', which needs {Name(next, describe)}";
        });
        return string.Join("; ", words);
    }

    private static string Name(Party party, Func<SessionId, string> describe) => party.IsExplicit
        ? string.Create(CultureInfo.InvariantCulture, $"owner {party.Id} of {describe(party.Session)}")
        : string.Create(CultureInfo.InvariantCulture, $"request {-party.Id} of {describe(party.Session)}");
}
