namespace Akka.Consensus.Cli;

/// <summary>How to run this program once more.</summary>
internal static class Self
{
    /// <summary>This program with other arguments, whether it runs by its own name or as <c>dotnet akka-consensus.dll</c>.</summary>
    public static IEnumerable<string> Command(params IEnumerable<string> arguments)
    {
        var host = Environment.ProcessPath!;
        var assembly = Path.Combine(AppContext.BaseDirectory, "akka-consensus.dll");
        return Path.GetFileNameWithoutExtension(host) == "dotnet" ? [host, assembly, .. arguments] : [host, .. arguments];
    }
}
