using System.Globalization;
using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Cli;

/// <summary>Events as rows and as JSON.</summary>
internal static class EventRows
{
    public static readonly string[] Head = ["INDEX", "EVENT", "NAME", "CLIENT", "TOKEN", "TEXT"];

    public static string[] Row(LockEvent happened, ClientNames clients) =>
    [
        happened.Index.ToString(),
        Words.Of(happened.Kind),
        happened.Name.Length > 0 ? happened.Name : Words.None,
        clients.Find(happened.Owner.Session) ?? SessionOf(happened),
        happened.Token.Value == 0 ? Words.None : happened.Token.ToString(),
        TextOf(happened) ?? "",
    ];

    public static EventJson ToJson(LockEvent happened, ClientNames clients, DateTimeOffset? seen = null) => new(
        happened.Index.Value,
        happened.Part,
        Words.Of(happened.Kind),
        happened.Name.Length > 0 ? happened.Name : null,
        happened.Owner.Session.Value,
        happened.Owner.Sequence,
        clients.Find(happened.Owner.Session),
        happened.Token.Value == 0 ? null : happened.Token.ToString(),
        IsOfSession(happened) ? null : happened.Text,
        seen);

    private static string SessionOf(LockEvent happened) => happened.Owner.Session == default
        ? Words.None
        : string.Create(CultureInfo.InvariantCulture, $"session-{happened.Owner.Session.Value}");

    private static string? TextOf(LockEvent happened) => happened switch
    {
        _ when IsOfSession(happened) => null,
        { Kind: LockEventKind.Revoked } => $"by {happened.Text}",
        _ => happened.Text,
    };

    // Its text is the client.
    private static bool IsOfSession(LockEvent happened) => happened.Name.Length == 0;
}
