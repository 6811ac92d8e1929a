using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Locks;

/// <summary>What the cores answer, as applications see it.</summary>
internal static class StatusMapping
{
    public static LockStatus Of(HeldLock held) => new(held.Name, held.Token, held.Session.Value, held.Holder, held.Waiting)
    {
        Mode = held.Mode,
        Holders = held.Holders,
        Permits = held.Permits,
        Value = held.Value,
    };

    public static LockDetails Of(LineQueryAnswer line) =>
        new(line.Name, line.Permits, [.. line.Holders.Select(Of)], [.. line.Waiters.Select(Of)], line.Waiting)
        {
            Holding = line.Holding,
        };

    private static ClaimStatus Of(Claimant claimant)
    {
        var claim = claimant.Claim;
        return new ClaimStatus(new RequestId(claim.Owner.Session.Value, claim.Owner.Sequence), claimant.Client, claim.Party, claim.Mode, claim.Count,
            claim.Token.Value == 0 ? null : claim.Token, claimant.Age, claim.Value);
    }
}
