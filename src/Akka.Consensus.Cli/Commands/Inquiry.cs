using System.CommandLine;
using Akka.Actor;
using Akka.Consensus.Client;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>What the commands that only ask have in common: whom they ask, how long, and what they say when nobody answers.</summary>
internal static class Inquiry
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Option<bool> JsonOption() => new("--json") { Description = "Print one JSON object." };

    public static Task<T> AskAsync<T>(IReadOnlyList<Address> contacts, Func<IReplicatedLocks, CancellationToken, Task<T>> ask) =>
        AskAsync(contacts, (connection, stop) => ask(connection.Locks, stop));

    public static async Task<T> AskAsync<T>(IReadOnlyList<Address> contacts, Func<ClusterConnection, CancellationToken, Task<T>> ask)
    {
        using var interruption = new Interruption();
        await using var connection = ClusterConnection.Open(contacts);
        try
        {
            return await ask(connection, interruption.Token);
        }
        catch (ConsensusUnavailableException unavailable)
        {
            throw new CliException(
                $"{unavailable.Message.TrimEnd('.')}; asked {string.Join(", ", contacts)}. Start the nodes, or name others with --contact.",
                ExitCodes.Unavailable);
        }
        catch (OperationCanceledException) when (interruption.Signal != 0)
        {
            throw new CliException("interrupted.", ExitCodes.OfSignal(interruption.Signal));
        }
    }
}
