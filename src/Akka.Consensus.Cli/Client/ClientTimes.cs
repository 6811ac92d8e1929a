using System.Globalization;

namespace Akka.Consensus.Cli;

/// <summary>Times of a client other than the usual ones; null for what is usual.</summary>
/// <param name="SessionTtl">How long the session outlives its last keep-alive.</param>
/// <param name="KeepAlive">The longest time between two keep-alives.</param>
/// <param name="Tick">How often the client looks at its clock.</param>
internal sealed record ClientTimes(TimeSpan? SessionTtl = null, TimeSpan? KeepAlive = null, TimeSpan? Tick = null)
{
    public string Configuration => string.Concat(Line("session-ttl", SessionTtl), Line("max-keep-alive-interval", KeepAlive), Line("tick-interval", Tick));

    private static string Line(string key, TimeSpan? time) => time is { } given
        ? string.Create(CultureInfo.InvariantCulture, $"akka.consensus.client.{key} = {given.TotalMilliseconds:0}ms\n")
        : "";
}
