using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Locks;

/// <summary>All claims, by request, by session and by party.</summary>
internal sealed class ClaimBook
{
    private readonly Dictionary<SessionId, SortedDictionary<long, Claim>> _bySession = [];
    private readonly Dictionary<Party, List<Claim>> _byParty = [];

    public int Count { get; private set; }

    public Claim? Find(Owner owner) => _bySession.TryGetValue(owner.Session, out var own) ? own.GetValueOrDefault(owner.Sequence) : null;

    public int CountOf(SessionId session) => _bySession.TryGetValue(session, out var own) ? own.Count : 0;

    /// <summary>Those of a session, oldest request first.</summary>
    public IReadOnlyList<Claim> OfSession(SessionId session) => _bySession.TryGetValue(session, out var own) ? [.. own.Values] : [];

    /// <summary>Those of a party, oldest request first.</summary>
    public IReadOnlyList<Claim> Of(Party party)
    {
        if (party.IsExplicit)
            return _byParty.TryGetValue(party, out var claims) ? claims : [];
        return Find(new Owner(party.Session, -party.Id)) is { } only ? [only] : [];
    }

    /// <summary>Whether its party has no other claim: then nobody can wait for it who came before.</summary>
    public bool IsAlone(Claim claim) => !claim.Party.IsExplicit || _byParty[claim.Party].Count == 1;

    public void Add(Claim claim)
    {
        if (!_bySession.TryGetValue(claim.Owner.Session, out var own))
            _bySession.Add(claim.Owner.Session, own = []);
        own.Add(claim.Owner.Sequence, claim);
        Count++;
        if (!claim.Party.IsExplicit)
            return;
        if (!_byParty.TryGetValue(claim.Party, out var claims))
            _byParty.Add(claim.Party, claims = []);

        // By number, and not as they came: a replica that was restored from a snapshot does not know how they came.
        var after = claims.FindIndex(c => c.Owner.Sequence > claim.Owner.Sequence);
        claims.Insert(after < 0 ? claims.Count : after, claim);
    }

    public void Remove(Claim claim)
    {
        var (session, sequence) = claim.Owner;
        if (!_bySession.TryGetValue(session, out var own) || !own.Remove(sequence))
            return;
        Count--;
        if (own.Count == 0)
            _bySession.Remove(session);
        if (!claim.Party.IsExplicit)
            return;
        _byParty[claim.Party].Remove(claim);
        if (_byParty[claim.Party].Count == 0)
            _byParty.Remove(claim.Party);
    }

    public void Clear()
    {
        _bySession.Clear();
        _byParty.Clear();
        Count = 0;
    }
}
