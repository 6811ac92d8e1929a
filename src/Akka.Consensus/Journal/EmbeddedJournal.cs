using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql.Journal;

namespace Akka.Consensus.Journal;

/// <summary>
/// The journal plugin of a voter (<c>akka.consensus.journal</c>): Akka.Persistence.Sql on the checked SQLite file of the node's
/// data directory. Started by Akka.Persistence when the first persistent actor asks for it.
/// </summary>
/// <remarks>
/// Its connection string is not in the configuration: HOCON resolves a substitution where it is written, so one in
/// <c>reference.conf</c> would not see the user's <c>data-dir</c>.
/// </remarks>
public sealed class EmbeddedJournal : SqlWriteJournal
{
    /// <summary>Made by Akka.Persistence.</summary>
    /// <param name="config">The plugin's section of the configuration.</param>
    /// <exception cref="JournalException">The journal file cannot be used.</exception>
    public EmbeddedJournal(Config config)
        : base(Connect(Context.System, config))
    {
    }

    private static Config Connect(ActorSystem system, Config config)
    {
        JournalProvider.Register();
        var file = JournalExtension.Get(system).File;
        var connection = Quoted(file.ConnectionString);
        return ConfigurationFactory
            .ParseString($"connection-string = {connection}\nprovider-name = {Quoted(JournalProvider.RegisteredName)}")
            .WithFallback(config);
    }

    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
