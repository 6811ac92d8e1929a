using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Fencing;

/// <summary>A token that was never granted, such as <c>default</c>, is a mistake of the caller and not an old token.</summary>
internal static class TokenChecks
{
    public static bool IsGranted(this FencingToken token) => token.Value > 0;

    public static void MustBeGranted(this FencingToken token)
    {
        if (!token.IsGranted())
            throw new ArgumentOutOfRangeException(nameof(token), token, "no grant has this token: take that of a LockHandle");
    }
}
