using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Tests.Scenarios;

/// <summary>
/// A client and the state machine of the group, with what goes between them in the hands of the test: what was asked lies in <see cref="Asked"/>
/// until it is chosen, what was answered in <see cref="Answered"/> until it is delivered, or lost.
/// </summary>
internal sealed class ClientAndGroup
{
    public const string Name = "x";

    private static readonly ClientId Self = new("c");
    private static readonly Address Node = Address.Learner(new NodeId("n1"));
    private static readonly ClientSettings Settings = new() { SessionTimeToLive = TimeSpan.FromSeconds(10), ClockDrift = 0.01 };

    private readonly LockClient _client = new(Self, Settings, new Backoff(Settings, seed: 1));
    private readonly Effects _effects = new();
    private long _index;

    /// <summary>The state machine.</summary>
    public SessionTable Table { get; } = new(new LockTable(new TableLimits()));

    /// <summary>What the client has sent to be put into the log.</summary>
    public List<Command> Asked { get; } = [];

    /// <summary>The keep-alives that it has sent.</summary>
    public List<KeepAlive> KeepAlives { get; } = [];

    /// <summary>What the group has sent to the client.</summary>
    public List<IMessage> Answered { get; } = [];

    /// <summary>What the client's application was told of the end of what it asked.</summary>
    public List<IOutcome> Told { get; } = [];

    public SessionId? Session => _client.Session;

    public TimeSpan Now { get; private set; } = TimeSpan.FromSeconds(100);

    /// <summary>Asks for the lock.</summary>
    public void Acquire(long operation, TimeSpan? timeout = null)
    {
        _client.Acquire(Now, operation, new Acquire(Name, Waits: true), new AcquireTerms { Timeout = timeout }, _effects);
        Flush();
    }

    public void Cancel(long operation)
    {
        _client.Cancel(Now, operation, _effects);
        Flush();
    }

    public void Release(long operation)
    {
        _client.Release(Now, operation, note: null, _effects);
        Flush();
    }

    /// <summary>Time passes, and the client looks at its clock at the end of it.</summary>
    public void Pass(double seconds)
    {
        StandStill(seconds);
        _client.Tick(Now, _effects);
        Take();
    }

    /// <summary>Time passes, and the client does not run.</summary>
    public void StandStill(double seconds) => Now += TimeSpan.FromSeconds(seconds);

    /// <summary>All that was asked is chosen, in this order, and answered.</summary>
    public void Choose()
    {
        foreach (var command in Asked.ToList())
            Choose(command);
        Asked.Clear();
    }

    /// <summary>A command is chosen, whoever sent it.</summary>
    public List<IMessage> Choose(Command command)
    {
        var effects = new Effects();
        Table.Apply(new LogIndex(++_index), command, effects);
        Table.Answer(effects);
        Answered.AddRange(effects.Items.Where(e => e.To == Address.Client(Self)).Select(e => e.Message!));
        return [.. effects.Items.Where(e => e.To != Address.Client(Self)).Select(e => e.Message!)];
    }

    /// <summary>All answers arrive.</summary>
    public void Deliver()
    {
        foreach (var message in Answered.ToList())
            Deliver(message);
        Answered.Clear();
    }

    /// <summary>A message arrives.</summary>
    public void Deliver(IMessage message)
    {
        _client.Receive(Now, Node, message, _effects);
        Flush();
    }

    /// <summary>Everything arrives at once, until nothing more is sent.</summary>
    public void Settle()
    {
        while (Asked.Count > 0 || Answered.Count > 0)
        {
            Choose();
            Deliver();
        }
    }

    /// <summary>Another process has the lock.</summary>
    /// <returns>Its session, and its token.</returns>
    public (SessionId Session, FencingToken Token) HoldByAnother()
    {
        var opened = (SessionOpened)Choose(new OpenSession(new ClientId("other"), 1, TimeSpan.FromSeconds(10))).Single();
        var answers = (SessionAnswers)Choose(new SessionRequest(opened.Session, 1, 0, new Acquire(Name, Waits: true))).Single();
        return (opened.Session, ((Granted)answers.Items.Single().Answer).Token);
    }

    private void Flush()
    {
        _client.Flush(Now, _effects);
        Take();
    }

    private void Take()
    {
        foreach (var effect in _effects.Items)
        {
            if (effect.Outcome is not null and not InLine)
                Told.Add(effect.Outcome is NotAcquired refused ? refused with { Unresolved = null } : effect.Outcome);
            if (effect.Message is ClientCommands commands)
                Asked.AddRange(commands.Commands);
            if (effect.Message is KeepAlive keepAlive)
                KeepAlives.Add(keepAlive);
        }

        _effects.Clear();
    }
}
