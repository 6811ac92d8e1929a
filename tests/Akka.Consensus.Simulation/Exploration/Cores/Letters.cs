using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>A message that has left, with what its reader must know to read it as one of the specification.</summary>
/// <param name="From">The number of the role that sent it.</param>
/// <param name="To">The number of the role that it is for.</param>
/// <param name="Message">The message.</param>
public sealed record Letter(int From, int To, IMessage Message)
{
    /// <summary>Its number among the messages for that role.</summary>
    public int Number { get; init; }

    /// <summary>The messages of the specification that it stands for, as a set of their numbers.</summary>
    public NumberSet Tells { get; init; }

    /// <summary>
    /// The first entry of its sender's log, if it says that this is chosen, which it need not carry; null if it does not say so.
    /// </summary>
    public int? CallsChosen { get; init; }

    /// <summary>Whether it is a promise that is read as none. See <see cref="AcceptorStates"/>.</summary>
    public bool IsUncounted { get; init; }

    public override string ToString() => Message switch
    {
        Accept a => $"Accept {a.Ballot} after {a.Previous} [{string.Join(", ", a.Entries)}] agreed {a.Agreed} adopted {a.Adopted} committed {a.Committed}",
        Fetched f => $"Fetched {f.Ballot} after {f.Previous} [{string.Join(", ", f.Entries)}] committed {f.Committed}",
        Promise p => $"Promise {p.Ballot} of n{From + 1}, accepted {p.Accepted} up to {p.Last}, committed {p.Committed}",
        Accepted a => $"Accepted {a.Ballot} of n{From + 1} up to {a.UpTo}",
        _ when RegisterWording.Of(Message) is { } words => $"{Message.GetType().Name} {words} from n{From + 1}",
        _ => Message.ToString()!,
    };
}

/// <summary>Every message that was ever sent, numbered by whom it is for. Messages with the same content are the same message.</summary>
public sealed class Letters
{
    private readonly Dictionary<string, Letter> _known = [];
    private readonly List<Letter>[] _letters;

    public Letters(int roles) => _letters = [.. Enumerable.Range(0, roles).Select(_ => new List<Letter>())];

    /// <summary>The message for a role with a number.</summary>
    public Letter this[int to, int number] => _letters[to][number];

    /// <summary>The letter with these contents: the one that is known, or else this.</summary>
    public Letter Find(Letter letter)
    {
        var content = Structure.Of(letter);
        if (_known.TryGetValue(content, out var known))
            return known;
        var found = letter with { Number = _letters[letter.To].Count };
        _letters[letter.To].Add(found);
        return _known[content] = found;
    }
}
