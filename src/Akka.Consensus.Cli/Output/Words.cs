using System.Globalization;
using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Cli;

/// <summary>What the library tells, in the words of tables and JSON.</summary>
internal static class Words
{
    public const string None = "-";

    public static string Of(LockMode mode, int permits) => mode switch
    {
        LockMode.Exclusive => "exclusive",
        LockMode.Shared => "shared",
        LockMode.Upgradeable => "upgradeable",
        _ => string.Create(CultureInfo.InvariantCulture, $"permits/{permits}"),
    };

    public static string Of(LockEventKind kind) => kind switch
    {
        LockEventKind.DelayEnded => "delay-ended",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>How long something has lasted, in its two largest units.</summary>
    public static string Of(TimeSpan? age) => age switch
    {
        null => None,
        { TotalDays: >= 1 } t => string.Create(CultureInfo.InvariantCulture, $"{(int)t.TotalDays}d{t.Hours}h"),
        { TotalHours: >= 1 } t => string.Create(CultureInfo.InvariantCulture, $"{(int)t.TotalHours}h{t.Minutes}m"),
        { TotalMinutes: >= 1 } t => string.Create(CultureInfo.InvariantCulture, $"{(int)t.TotalMinutes}m{t.Seconds}s"),
        { } t => string.Create(CultureInfo.InvariantCulture, $"{t.TotalSeconds:0.0}s"),
    };
}
