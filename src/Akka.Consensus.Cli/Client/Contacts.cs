using System.CommandLine;
using Akka.Actor;

namespace Akka.Consensus.Cli;

/// <summary>The nodes that a process outside the cluster reaches it through.</summary>
internal static class Contacts
{
    private const string Variable = "AKKA_CONSENSUS_CONTACT";

    public static Option<string[]> Option() => new("--contact")
    {
        Description = "A node to reach the cluster through, such as akka.tcp://consensus@127.0.0.1:4053; repeatable, and one that is "
            + $"down is no error while another answers [default: ${Variable}, comma-separated, else the three local nodes of `up`]",
        HelpName = "ADDRESS",
    };

    public static IReadOnlyList<Address> From(string[]? given)
    {
        var texts = given is { Length: > 0 }
            ? given
            : Environment.GetEnvironmentVariable(Variable)?.Split(',',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return texts is { Length: > 0 } ? [.. texts.Select(Parse)] : LocalCluster.Default.Contacts;
    }

    private static Address Parse(string text)
    {
        try
        {
            var address = Address.Parse(text);
            if (address is { Host.Length: > 0, Port: > 0 })
                return address;
        }
        catch (UriFormatException)
        {
            // said below, like everything else that is no address
        }

        throw new CliException($"contact {text}: not an address; write it like akka.tcp://consensus@127.0.0.1:4053.", ExitCodes.Usage);
    }
}
