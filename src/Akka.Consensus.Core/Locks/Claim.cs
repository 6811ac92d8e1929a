using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Locks;

/// <summary>In whose name a claim is made. Claims of one party do not exclude each other.</summary>
/// <param name="Session">The session.</param>
/// <param name="Id">The number that the session gave; for a claim without one, minus the number of its request: a party of its own.</param>
internal readonly record struct Party(SessionId Session, long Id)
{
    /// <summary>Whether it may have more than one claim.</summary>
    public bool IsExplicit => Id > 0;
}

/// <summary>What a claim has, or wants, of one lock.</summary>
internal struct Place
{
    public NamedLock Lock;
    public LockMode Mode;
    public int Count;
    public FencingToken Token;

    /// <summary>Its place in line while it waits.</summary>
    public LinkedListNode<Claim>? InLine;
}

/// <summary>One acquire: it waits for its locks, then holds all of them.</summary>
internal sealed class Claim(Owner owner, Party party, Place[] places)
{
    public Owner Owner => owner;

    public Party Party => party;

    /// <summary>In the order in which the request named them.</summary>
    public Place[] Places => places;

    public bool IsHeld { get; set; }

    /// <summary>How long nobody else shall have the locks if this claim is lost.</summary>
    public TimeSpan Delay { get; init; }

    public string? Value { get; init; }

    /// <summary>What the one who held before wanted to tell.</summary>
    public string? Note { get; set; }

    /// <summary>When it began to hold, or to wait, by the clock of the replica that was told: for people, and part of no snapshot.</summary>
    public TimeSpan? Since { get; set; }

    public FencingToken Token => places[0].Token;

    /// <summary>What it has, or wants, of one of its locks.</summary>
    public ref Place At(NamedLock named)
    {
        var i = 0;
        while (places[i].Lock != named)
            i++;
        return ref places[i];
    }

    public Granted Answer() => new(Token) { Others = places.Length == 1 ? [] : [.. places.Skip(1).Select(p => p.Token)], Note = Note };
}
