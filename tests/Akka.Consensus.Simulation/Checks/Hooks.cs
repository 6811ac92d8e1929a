using System.Collections.Concurrent;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>
/// Which checkers look at what: there are dozens of them, each looks at one or two kinds of things, and most of what happens is messages.
/// </summary>
public static class Hooks
{
    private static readonly ConcurrentDictionary<(Type Checker, string Name, Type Parameter), bool> Known = [];

    /// <summary>Those that override the method with this name and this first parameter.</summary>
    public static Checker[] Overriding(this IEnumerable<Checker> checkers, string name, Type parameter) =>
        [.. checkers.Where(c => Known.GetOrAdd((c.GetType(), name, parameter), DoesOverride))];

    private static bool DoesOverride((Type Checker, string Name, Type Parameter) hook) => hook.Checker.GetMethods()
        .Any(m => m.Name == hook.Name && m.DeclaringType != typeof(Checker) && m.GetParameters() is [var first, ..] && first.ParameterType == hook.Parameter);
}
