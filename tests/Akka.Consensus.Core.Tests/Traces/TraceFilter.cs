using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Tests.Traces;

/// <summary>What became of a message.</summary>
internal enum Fate
{
    /// <summary>It reached its target.</summary>
    Arrived,

    /// <summary>It is on its way.</summary>
    Sent,

    /// <summary>It waits in its sender for the disk.</summary>
    Held,

    /// <summary>It will not arrive.</summary>
    Lost,
}

/// <summary>Which messages a trace shows. What goes to and fro all the time is left out unless a trace asks for it.</summary>
internal sealed class TraceFilter
{
    /// <summary>Heartbeats and their replies.</summary>
    public const string Heartbeats = "heartbeats";

    /// <summary>Commits and their answers that tell a node nothing new: a leader's question whether it still is one.</summary>
    public const string Rounds = "rounds";

    /// <summary>Keep-alives of sessions and their answers.</summary>
    public const string KeepAlives = "keep-alives";

    /// <summary>Messages between the roles of one node.</summary>
    public const string Local = "local";

    /// <summary>Questions of learners to other nodes' acceptors, of which nothing comes.</summary>
    public const string Polls = "polls";

    /// <summary>In promises and votes, the journals that they come from.</summary>
    public const string Journals = "journals";

    private static readonly string[] Categories = [Heartbeats, Rounds, KeepAlives, Local, Polls, Journals];

    private readonly HashSet<string> _shown = [];
    private readonly Dictionary<(string From, string To, Type), string> _arrived = [];
    private readonly HashSet<(string From, string To, string Text)> _lost = [];

    /// <summary>Begins to show what is left out otherwise, or leaves it out again.</summary>
    /// <exception cref="TraceException">There is nothing of that name.</exception>
    public void Set(string category, bool isShown)
    {
        if (!Categories.Contains(category))
            throw new TraceException($"nothing is called '{category}': {string.Join(", ", Categories)}");
        if (isShown)
            _shown.Add(category);
        else
            _shown.Remove(category);
    }

    /// <summary>A new command begins: what is lost again is shown once more.</summary>
    public void Begin() => _lost.Clear();

    /// <summary>Whether this is shown.</summary>
    public bool Shows(string category) => _shown.Contains(category);

    /// <summary>Whether a message is shown. To be asked once for each message and fate.</summary>
    public bool Shows(string from, string to, IMessage message, string text, Fate fate) => message switch
    {
        _ when from == to && (!_shown.Contains(Local) || IsRoutine(message)) => false,
        Fetch { UpTo.Value: 0 } => _shown.Contains(Polls),
        Introduce or Introduced or Disown or Snapshotted => SaysSomethingNew(from, to, message, text, fate),
        Heartbeat or HeartbeatReply => _shown.Contains(Heartbeats),
        KeepAlive or KeepAliveAnswer => _shown.Contains(KeepAlives),
        Commit or Accepted => SaysSomethingNew(from, to, message, text, fate) || _shown.Contains(Rounds),
        _ => IsToBeTold(from, to, text, fate),
    };

    /// <summary>What the roles of one node say to one another all the time.</summary>
    private static bool IsRoutine(IMessage message) =>
        message is Subscribe or Applied or Chosen or Standing or SnapshotSaved or Fetch { UpTo.Value: 0 };

    private bool SaysSomethingNew(string from, string to, IMessage message, string text, Fate fate)
    {
        var link = (from, to, message.GetType());
        if (_arrived.GetValueOrDefault(link) == text)
            return false;
        if (fate == Fate.Arrived)
            _arrived[link] = text;
        return IsToBeTold(from, to, text, fate);
    }

    /// <summary>A message that does not get through is sent again and again: one line is enough.</summary>
    private bool IsToBeTold(string from, string to, string text, Fate fate) => fate != Fate.Lost || _lost.Add((from, to, text));
}
