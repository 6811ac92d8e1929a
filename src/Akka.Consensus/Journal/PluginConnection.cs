using Akka.Configuration;

namespace Akka.Consensus.Journal;

/// <summary>Tells Akka.Persistence.Sql what to open.</summary>
internal static class PluginConnection
{
    /// <summary>The settings of a connection, to go before a plugin's section.</summary>
    /// <param name="connectionString">What to open.</param>
    /// <param name="provider">linq2db's name of the database.</param>
    public static Config To(string connectionString, string provider) =>
        ConfigurationFactory.ParseString($"connection-string = {Quoted(connectionString)}\nprovider-name = {Quoted(provider)}");

    private static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
