using System.Net;
using System.Net.Sockets;

namespace Akka.Consensus.Cli;

/// <summary>Whether somebody listens on a port already.</summary>
internal static class Ports
{
    public static bool IsFree(int port) => WhyNot(LocalCluster.Host, port) is null;

    /// <summary>Null if one could listen there, else what the system says against it.</summary>
    public static string? WhyNot(string host, int port)
    {
        try
        {
            var address = IPAddress.TryParse(host, out var given) ? given : Dns.GetHostAddresses(host)[0];
            using var listener = new TcpListener(address, port);
            listener.Start();
            return null;
        }
        catch (SocketException failure)
        {
            return failure.Message;
        }
    }
}
