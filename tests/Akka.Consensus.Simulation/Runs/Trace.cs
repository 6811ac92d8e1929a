using System.Globalization;
using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>
/// Everything that happens, as a hash: two runs with the same hash were the same. Written out only when a run is replayed.
/// </summary>
public sealed class Trace(TextWriter? output = null)
{
    private readonly Dictionary<Type, ulong> _types = [];
    private Fingerprint _content = Fingerprint.Empty;
    private ulong _hash = 14695981039346656037;

    public Schedule? Schedule { get; set; }

    public ulong Hash => _hash ^ _content.Value;

    public void Note(string what)
    {
        Mix(Hashed(what));
        Write(what);
    }

    public void Sent(Address from, Address to, IMessage message)
    {
        Mix(3, from, to, message);
        if (output is not null)
            Write($"{from} -> {to} {Describe(message)}");
    }

    public void Received(Address to, Address from, IMessage message)
    {
        Mix(5, from, to, message);
        if (output is not null)
            Write($"{to} <- {from} {Describe(message)}");
    }

    public void Stored(Address by, IEvent change)
    {
        Mix(7, by, by, change);
        if (change is Appended appended)
        {
            _content.Add(appended.Previous.Value);
            foreach (var entry in appended.Entries)
                entry.AddTo(ref _content);
        }

        if (output is not null)
            Write($"{by} stored {Describe(change)}");
    }

    public void Delivered(Address by, LogIndex index, Command command)
    {
        Mix(11, by, by, command);
        command.AddTo(ref _content);
        if (output is not null)
            Write($"{by} delivers {index} {command}");
    }

    public void Told(ClientId client, IOutcome outcome)
    {
        Mix(13, Address.Client(client), default, outcome);
        if (output is not null)
            Write($"{client} is told {outcome}");
    }

    private static string Describe(object said) => said switch
    {
        Accept a => $"Accept {a.Ballot} after {a.Previous} [{string.Join(", ", a.Entries)}] agreed {a.Agreed} adopted {a.Adopted} committed {a.Committed} round {a.Round}",
        Appended a => $"Appended {a.Ballot} after {a.Previous} [{string.Join(", ", a.Entries)}] committed {a.Committed}",
        Fetched f => $"Fetched {f.Ballot} after {f.Previous} [{string.Join(", ", f.Entries)}] committed {f.Committed}",
        Chosen c => $"Chosen after {c.Previous} [{string.Join(", ", c.Entries)}]",
        ClientCommands c => $"ClientCommands [{string.Join(", ", c.Commands)}]",
        SessionAnswers s => $"SessionAnswers [{string.Join(", ", s.Items)}]",
        KeepAlive k => $"KeepAlive {k.Session} number {k.Number} waiting [{string.Join(", ", k.Waiting)}]",
        LockQueryAnswer q => $"LockQueryAnswer {q.Id} [{string.Join(", ", q.Locks)}]",
        _ => said.ToString() ?? "",
    };

    private void Write(string what) =>
        output?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(Schedule?.Now ?? 0) / 1000.0,12:F3} {what}"));

    private void Mix(ulong kind, Address from, Address to, object what)
    {
        Mix(kind + (ulong)from.Role * 17 + (ulong)to.Role * 31);
        Mix(Hashed(from.Name));
        if (to.Name is not null)
            Mix(Hashed(to.Name));
        var type = what.GetType();
        if (!_types.TryGetValue(type, out var name))
            _types.Add(type, name = Hashed(type.Name));
        Mix(name);
    }

    private void Mix(ulong value)
    {
        var mixed = (_hash ^ value ^ ((ulong)(Schedule?.Now ?? 0) << 20)) * 0xBF58476D1CE4E5B9;
        _hash = mixed ^ (mixed >> 29);
    }

    private static ulong Hashed(string text)
    {
        var hash = 14695981039346656037;
        foreach (var character in text)
            hash = (hash ^ character) * 1099511628211;
        return hash;
    }
}
