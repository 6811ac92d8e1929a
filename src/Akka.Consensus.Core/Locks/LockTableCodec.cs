using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Locks;

/// <summary>
/// The lock table in a snapshot: each lock with its holders and its line, in order. A claim of several locks is written where its first lock is, and only named
/// where the others are.
/// </summary>
/// <param name="writeToken">How a token is written.</param>
internal sealed class LockTableCodec(Action<StateWriter, long> writeToken)
{
    public void Write(StateWriter writer, IEnumerable<NamedLock> locks, int count, IReadOnlyCollection<LockDelay> delays)
    {
        writer.Write(count);
        foreach (var named in locks)
        {
            writer.Write(named.Name);
            writer.Write(named.Permits);
            Write(writer, named, named.Holders);
            Write(writer, named, named.Line);
        }

        writer.Write(delays.Count);
        foreach (var delay in delays)
        {
            writeToken(writer, delay.Token.Value);
            writer.Write(delay.Name);
            writer.Write(delay.Duration.Ticks);
        }
    }

    public static (List<NamedLock> Locks, IReadOnlyCollection<Claim> Claims, List<LockDelay> Delays) Read(StateReader reader)
    {
        var locks = new List<NamedLock>();
        var uses = new List<Use>();
        var claims = new Dictionary<Owner, Claim>();
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var named = new NamedLock(reader.ReadText(), (int)reader.ReadNumber());
            locks.Add(named);
            ReadUses(reader, named, isHeld: true, uses, claims);
            ReadUses(reader, named, isHeld: false, uses, claims);
        }

        // A claim knows its places only when all locks have been read.
        foreach (var use in uses)
            claims[use.Owner].Places[use.Place].Lock = use.Lock;
        foreach (var use in uses)
            use.Lock.Restore(claims[use.Owner]);

        var delays = new List<LockDelay>();
        for (var count = reader.ReadCount(); count > 0; count--)
            delays.Add(new LockDelay(new FencingToken(reader.ReadNumber()), reader.ReadText(), TimeSpan.FromTicks(reader.ReadNumber())));
        return (locks, claims.Values, delays);
    }

    private readonly record struct Use(NamedLock Lock, Owner Owner, int Place);

    private static void ReadUses(StateReader reader, NamedLock named, bool isHeld, List<Use> uses, Dictionary<Owner, Claim> claims)
    {
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var owner = new Owner(new SessionId(reader.ReadNumber()), reader.ReadNumber());
            var place = (int)reader.ReadNumber();
            if (place == 0)
                claims.Add(owner, ReadClaim(reader, owner, isHeld));
            uses.Add(new Use(named, owner, place));
        }
    }

    private static Claim ReadClaim(StateReader reader, Owner owner, bool isHeld)
    {
        var party = reader.ReadNumber();
        var delay = TimeSpan.FromTicks(reader.ReadNumber());
        var value = reader.ReadOptionalText();
        var note = reader.ReadOptionalText();
        var places = new Place[reader.ReadCount()];
        for (var i = 0; i < places.Length; i++)
            places[i] = new Place { Mode = (LockMode)reader.ReadNumber(), Count = (int)reader.ReadNumber(), Token = new FencingToken(reader.ReadNumber()) };
        return new Claim(owner, new Party(owner.Session, party > 0 ? party : -owner.Sequence), places) { Delay = delay, Value = value, Note = note, IsHeld = isHeld };
    }

    private void Write(StateWriter writer, NamedLock named, IReadOnlyCollection<Claim> claims)
    {
        writer.Write(claims.Count);
        foreach (var claim in claims)
        {
            var place = Array.FindIndex(claim.Places, p => p.Lock == named);
            writer.Write(claim.Owner.Session.Value);
            writer.Write(claim.Owner.Sequence);
            writer.Write(place);
            if (place == 0)
                Write(writer, claim);
        }
    }

    private void Write(StateWriter writer, Claim claim)
    {
        writer.Write(claim.Party.IsExplicit ? claim.Party.Id : 0);
        writer.Write(claim.Delay.Ticks);
        writer.WriteOptional(claim.Value);
        writer.WriteOptional(claim.Note);
        writer.Write(claim.Places.Length);
        foreach (var place in claim.Places)
        {
            writer.Write((long)place.Mode);
            writer.Write(place.Count);
            writeToken(writer, place.Token.Value);
        }
    }
}
