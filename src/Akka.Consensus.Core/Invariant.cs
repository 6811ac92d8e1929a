using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Akka.Consensus.Core;

/// <summary>Checks that stay on in release builds: a node that finds its own state impossible stops rather than votes.</summary>
public static class Invariant
{
    /// <summary>Stops the core that calls it unless the condition holds.</summary>
    /// <exception cref="InvariantException">The condition does not hold.</exception>
    public static void Require([DoesNotReturnIf(false)] bool condition, string message,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        if (!condition)
            throw new InvariantException($"{message} ({expression})");
    }
}

/// <summary>A core found its own state impossible. It must not be used further: its memory cannot be trusted.</summary>
public sealed class InvariantException(string message) : Exception(message);
