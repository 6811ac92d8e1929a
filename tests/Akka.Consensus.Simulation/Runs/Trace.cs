using System.Globalization;
using Akka.Consensus.Core;
using Akka.Consensus.Simulation.Faults;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>
/// Everything that happens, as a hash: two runs with the same hash were the same. Written out only when a run is replayed: a line for each
/// event, with the time in milliseconds, the one that it happens to, and what; faults are marked with <c>!!</c>.
/// </summary>
public sealed class Trace(TextWriter? output = null)
{
    private const string FaultMark = "!!";

    private readonly Digest _digest = new();

    public Schedule? Schedule { get; set; }

    public ulong Hash => _digest.Value;

    /// <summary>Something that only a person needs to know.</summary>
    public void Note(string who, string what)
    {
        Add(2);
        _digest.Add(what);
        Write("", who, what);
    }

    /// <summary>A message was struck.</summary>
    public void Struck(Fault fault, Letter letter)
    {
        Add(17 + (long)fault, letter.From, letter.To);
        if (output is not null)
            Write(FaultMark, letter.Sender, $"-> {letter.Receiver}: {FaultTable.Name(fault)} strikes {Wording.Of(letter.Message)}");
    }

    /// <summary>Anything else was struck.</summary>
    public void Struck(Fault fault, string who, string what)
    {
        Add(17 + (long)fault);
        _digest.Add(who);
        _digest.Add(what);
        Write(FaultMark, who, $"{what} ({FaultTable.Name(fault)})");
    }

    public void Sent(Address from, Address to, IMessage message)
    {
        Add(3, from, to);
        _digest.Add(message);
        if (output is not null)
            Write("", Name(from), $"-> {Name(to)}: {Wording.Of(message)}");
    }

    /// <summary>The content was hashed when it was sent.</summary>
    public void Received(Address to, Address from, IMessage message)
    {
        Add(5, from, to);
        if (output is not null)
            Write("", Name(to), $"<- {Name(from)}: {Wording.Of(message)}");
    }

    public void Stored(Address by, IEvent change)
    {
        Add(7, by, by);
        _digest.Add(change);
        if (output is not null)
            Write("", Name(by), $"has stored {Wording.Of(change)}");
    }

    public void Delivered(Address by, LogIndex index, Command command)
    {
        Add(11, by, by);
        _digest.Add(index.Value);
        _digest.Add(command);
        if (output is not null)
            Write("", Name(by), $"applies {index}: {Wording.Of(command)}");
    }

    public void Told(ClientId client, IOutcome outcome)
    {
        Add(13);
        _digest.Add(client.Value);
        _digest.Add(outcome);
        if (output is not null)
            Write("", client.Value, $"is told {Wording.Of(outcome)}");
    }

    /// <summary>A number that two runs have in common if they were the same.</summary>
    public void Mix(ulong number) => _digest.Add(number);

    private static string Name(Address address) => address.Role == Role.Client || address.Name.Length == 0
        ? address.Name.Length == 0 ? "any node" : address.Name
        : $"{address.Name} {address.Role.ToString().ToLowerInvariant()}";

    private void Write(string mark, string who, string what) => output?.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{(Schedule?.Now ?? 0) / 1000.0,12:F3} {mark,2} {who,-12} {what}"));

    private void Add(long kind, Address from, Address to)
    {
        Add(kind);
        _digest.Add(from);
        _digest.Add(to);
    }

    private void Add(long kind, long first = 0, long second = 0)
    {
        _digest.Add(kind);
        _digest.Add(Schedule?.Now ?? 0);
        _digest.Add(first);
        _digest.Add(second);
    }
}
