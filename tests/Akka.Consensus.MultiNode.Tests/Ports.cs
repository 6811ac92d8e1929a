using System.Net;
using System.Net.Sockets;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>Ports for the processes that these tests start.</summary>
public static class Ports
{
    private static readonly Lock Gate = new();
    private static int _next = Random.Shared.Next(10_000, 19_000);

    /// <summary>
    /// So many free ports in a row, below the range from which the system takes ports by itself. Never the same ones twice: tests that run side by
    /// side have looked for theirs before they use them.
    /// </summary>
    public static int Take(int count)
    {
        lock (Gate)
        {
            for (var attempt = 0; attempt < 100; attempt++)
            {
                var first = _next;
                _next += count;
                if (Enumerable.Range(first, count).All(IsFree))
                    return first;
            }
        }

        throw new InvalidOperationException("no free ports");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
