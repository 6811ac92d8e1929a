using System.Globalization;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Consensus.Cli;

/// <summary>
/// Writes a node's log to standard output, a line an event: time, level, source, message. (Made by Akka from its name in
/// <c>logging.conf</c>.)
/// </summary>
internal sealed class NodeLogger : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    // Akka.Remote writes twenty lines of error whenever a connection ends, which here is each time a command has done its work, and ten
    // lines a second while a node is down; that a node is gone, Akka.Cluster says once. Two lines a second go to a node's asking its way
    // into the cluster.
    private static readonly string[] ChatteringSources =
        ["/system/endpointManager", "/system/transports/", "TcpServerHandler", "TcpClientHandler", "eedNodeProcess"];

    private static readonly string[] ChatteringMessages =
        ["Tried to associate with unreachable", "is still unreachable or has not been restarted", "Received InitJoin message"];

    public NodeLogger()
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Write);
    }

    private static void Write(LogEvent happened)
    {
        if (IsChatter(happened))
            return;

        var level = happened.LogLevel().ToString()[..^"Level".Length].ToUpperInvariant();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{happened.Timestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {level} {happened.LogSource}: {happened.Message}"));
        if (happened.Cause is { } cause)
            Console.WriteLine(cause);
    }

    private static bool IsChatter(LogEvent happened) =>
        Array.Exists(ChatteringSources, happened.LogSource.Contains)
        || (happened.Message.ToString() is { } text && Array.Exists(ChatteringMessages, text.Contains));
}
