using Akka.Configuration;

namespace Akka.Consensus.Cli;

/// <summary>The configuration files that are shipped beside this program.</summary>
internal static class HoconFiles
{
    private static readonly string[] NodeConcerns = ["consensus", "cluster", "remote", "serialization", "shutdown", "logging"];

    public static Config Node() => NodeConcerns.Select(Shipped).Aggregate((above, below) => above.WithFallback(below));

    public static Config Client() => Shipped("client").WithFallback(Shipped("serialization"));

    public static Config Read(string path)
    {
        try
        {
            return ConfigurationFactory.ParseString(File.ReadAllText(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"configuration {path}: cannot be read; {failure.Message}", ExitCodes.Usage);
        }
        catch (Exception failure) when (failure is ConfigurationException or FormatException)
        {
            throw new CliException($"configuration {path}: {failure.Message}", ExitCodes.Usage);
        }
    }

    private static Config Shipped(string concern) => Read(Path.Combine(AppContext.BaseDirectory, "hocon", concern + ".conf"));
}
