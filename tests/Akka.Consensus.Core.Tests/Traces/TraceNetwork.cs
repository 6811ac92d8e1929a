using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>A message between two processes.</summary>
/// <param name="From">The process that sends it.</param>
/// <param name="Origin">Whom the receiver sees as its sender: a client whose message a node passes on remains its sender.</param>
/// <param name="To">Whom it is for.</param>
/// <param name="Message">The message.</param>
internal sealed record Packet(string From, Address Origin, Address To, IMessage Message)
{
    /// <summary>What was said of it last.</summary>
    public Fate? Told { get; set; }
}

/// <summary>What lies between the processes. A message stays on its way until it is delivered; on a cut link it is lost.</summary>
internal sealed class TraceNetwork(TraceReport report, TraceFilter filter, Func<string, TraceProcess> find)
{
    private const int TooMany = 20_000;

    private readonly List<Packet> _underWay = [];
    private readonly HashSet<(string From, string To)> _cut = [];

    /// <summary>Sends a message.</summary>
    public void Send(Packet packet)
    {
        // These answer a learner's question, which is told only if there is an answer.
        if (packet.Message is Chosen or Gone)
            report.TellCause();
        if (_cut.Contains((packet.From, packet.To.Name)))
            Tell(packet, Fate.Lost);
        else
            _underWay.Add(packet);
    }

    /// <summary>Says that a message must wait for its sender's disk.</summary>
    public void Hold(Packet packet) => Tell(packet, Fate.Held);

    /// <summary>Delivers what is on its way now, as far as it is wanted, but not what comes of it.</summary>
    public void Deliver(Predicate<Packet> wanted)
    {
        foreach (var packet in Find(p => !find(p.To.Name).IsPaused && wanted(p)))
            Deliver(packet);
    }

    /// <summary>Loses what is on its way now, as far as it is wanted.</summary>
    public void Drop(Predicate<Packet> wanted)
    {
        foreach (var packet in Find(wanted))
            Lose(packet);
    }

    /// <summary>Delivers what is wanted, and what comes of it, until nothing is left.</summary>
    public void Stabilise(Predicate<Packet> wanted)
    {
        for (var count = 0; _underWay.Find(p => !find(p.To.Name).IsPaused && wanted(p)) is { } next; count++)
        {
            if (count == TooMany)
                throw new TraceException($"no quiet after {TooMany} messages");
            Deliver(next);
        }
    }

    /// <summary>From now on, nothing gets from the one to the other. What was on its way is lost.</summary>
    public void Cut(string from, string to)
    {
        _cut.Add((from, to));
        foreach (var packet in _underWay.FindAll(p => p.From == from && p.To.Name == to))
            Lose(packet);
    }

    /// <summary>Nothing is cut any more.</summary>
    public void Heal() => _cut.Clear();

    /// <summary>A command is over: tells of what it left on its way.</summary>
    public void TellSent()
    {
        foreach (var packet in _underWay.Where(p => p.Told != Fate.Sent))
            Tell(packet, Fate.Sent);
    }

    private List<Packet> Find(Predicate<Packet> wanted)
    {
        var found = _underWay.FindAll(wanted);
        return found.Count > 0 ? found : throw new TraceException("no such message is on its way");
    }

    private void Deliver(Packet packet)
    {
        var target = find(packet.To.Name);
        if (!target.IsUp)
        {
            Lose(packet);
            return;
        }

        _underWay.Remove(packet);
        Tell(packet, Fate.Arrived);
        target.Receive(packet.Origin, packet.To, packet.Message);
        report.EndCause();
    }

    private void Lose(Packet packet)
    {
        _underWay.Remove(packet);
        Tell(packet, Fate.Lost);
    }

    private void Tell(Packet packet, Fate fate)
    {
        packet.Told = fate;
        var link = $"{packet.From}>{packet.To.Name}";
        var text = TraceText.Of(packet.Message);
        if (filter.Shows(packet.From, packet.To.Name, packet.Message, text, fate))
            report.Detail(link, Mark(fate) + text + (filter.Shows(TraceFilter.Journals) ? TraceText.Journal(packet.Message) : ""));
        else if (fate == Fate.Arrived)
            report.Because(link, text);
    }

    private static string Mark(Fate fate) => fate switch
    {
        Fate.Sent => "(on its way) ",
        Fate.Held => "(waits for disk) ",
        Fate.Lost => "(lost) ",
        _ => "",
    };
}
