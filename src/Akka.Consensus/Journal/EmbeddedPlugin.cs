using Akka.Configuration;

namespace Akka.Consensus.Journal;

/// <summary>Tells Akka.Persistence.Sql where the files of this node are.</summary>
/// <remarks>
/// The connection strings are not in the configuration: HOCON resolves a substitution where it is written, so one in
/// <c>reference.conf</c> would not see the user's <c>data-dir</c>.
/// </remarks>
internal static class EmbeddedPlugin
{
    /// <summary>A plugin's section, with the connection to use.</summary>
    public static Config Connect(Config config, string connectionString)
    {
        JournalProvider.Register();
        return ConfigurationFactory
            .ParseString($"connection-string = {Quoted(connectionString)}\nprovider-name = {Quoted(JournalProvider.RegisteredName)}")
            .WithFallback(config);
    }

    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
