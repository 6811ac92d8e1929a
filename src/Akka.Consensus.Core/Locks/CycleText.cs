using System.Globalization;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Locks;

/// <summary>A circle of owners, for people. It goes into an answer and into the history, so of a long one only the beginning is told.</summary>
internal static class CycleText
{
    private const int MostSteps = 16;

    public static string Of(IReadOnlyList<WaitForGraph.Step> cycle, Func<SessionId, string> describe)
    {
        var words = cycle.Take(MostSteps).Select((step, i) =>
        {
            var next = cycle[(i + 1) % cycle.Count].Waiter;
            return $"{Name(step.Waiter, describe)} waits for '{step.Name}', which needs {Name(next, describe)}";
        });
        var rest = cycle.Count > MostSteps ? string.Create(CultureInfo.InvariantCulture, $"; and {cycle.Count - MostSteps} more, back to the first") : "";
        return string.Join("; ", words) + rest;
    }

    private static string Name(Party party, Func<SessionId, string> describe) => party.IsExplicit
        ? string.Create(CultureInfo.InvariantCulture, $"owner {party.Id} of {describe(party.Session)}")
        : string.Create(CultureInfo.InvariantCulture, $"request {-party.Id} of {describe(party.Session)}");
}
