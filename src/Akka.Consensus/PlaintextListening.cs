using System.Net;
using Akka.Configuration;

namespace Akka.Consensus;

/// <summary>Whoever reaches the port of a voter can vote, lead and take locks: such a port is not opened to a network by accident.</summary>
public static class PlaintextListening
{
    private const string AllowKey = "akka.consensus.allow-plaintext";
    private const string UsualTransport = "akka.remote.dot-netty.tcp";

    /// <summary>
    /// Refuses a configuration by which a node listens beyond its own machine without TLS that checks the certificates of both sides, unless
    /// <c>akka.consensus.allow-plaintext</c> is on.
    /// </summary>
    /// <param name="system">The configuration of a whole ActorSystem that uses Akka.Remote.</param>
    /// <exception cref="ConsensusConfigurationException">It is so. The message says what to set.</exception>
    public static void Refuse(Config system)
    {
        if (system.GetBoolean(AllowKey, false))
            return;
        foreach (var transport in system.GetStringList("akka.remote.enabled-transports", [UsualTransport]))
        {
            var host = system.GetString($"{transport}.hostname", "");
            if (IsLoopback(host) || IsGuarded(system, transport))
                continue;
            throw new ConsensusConfigurationException(
                $"{transport}.hostname is '{host}', and without mutual TLS whoever reaches that port can vote and take locks. Set {transport}.enable-ssl "
                + $"and a certificate for each node, or listen on 127.0.0.1; on a network that is private, {AllowKey} = on allows it as it is");
        }
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsGuarded(Config system, string transport) => system.GetBoolean($"{transport}.enable-ssl", false)
        && system.GetBoolean($"{transport}.ssl.require-mutual-authentication", true)
        && !system.GetBoolean($"{transport}.ssl.suppress-validation", false);
}
