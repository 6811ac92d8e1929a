using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Configuration;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>This process as a client of a cluster that it is not part of.</summary>
internal sealed class ClusterConnection : IAsyncDisposable
{
    // Long enough to say goodbye on a healthy connection; a script should not wait for an unhealthy one.
    private static readonly TimeSpan Goodbye = TimeSpan.FromMilliseconds(500);

    private readonly ActorSystem _system;

    private ClusterConnection(ActorSystem system)
    {
        _system = system;
        Locks = ReplicatedLocks.Get(system);
    }

    public IReplicatedLocks Locks { get; }

    /// <summary>The client's actors.</summary>
    public ActorSystem System => _system;

    /// <summary>Starts the client. Whether the cluster can be reached shows with the first question.</summary>
    public static ClusterConnection Open(IReadOnlyList<Address> contacts, ClientTimes? times = null)
    {
        var points = string.Join(", ", contacts.Select(c => $"\"{c}\""));
        var config = ConfigurationFactory.ParseString($$"""
            akka.remote.dot-netty.tcp { hostname = "{{OwnAddress(contacts)}}", port = 0 }
            akka.consensus.client.contact-points = [{{points}}]
            {{times?.Configuration}}
            """);
        return new ClusterConnection(ActorSystem.Create(contacts[0].System, config.WithFallback(HoconFiles.Client())));
    }

    /// <summary>As many sessions as one likes: for measurements.</summary>
    public IReadOnlyList<IReplicatedLocks> OpenSessions(int count) =>
        [.. Enumerable.Range(1, count).Select(number => ((ReplicatedLocks)Locks).Another(_system, number))];

    /// <summary>Ends the session, which frees whatever it still holds, and hangs up.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(Locks.CloseAsync(), Task.Delay(Goodbye));
        await Task.WhenAny(_system.Terminate(), Task.Delay(Goodbye));
    }

    /// <summary>A contact whose name is not known hinders nothing while another's is.</summary>
    private static IPAddress OwnAddress(IEnumerable<Address> contacts) =>
        contacts.Select(AddressTowards).FirstOrDefault(address => address is not null) ?? IPAddress.Loopback;

    /// <summary>Our address as the contact sees it: the nodes answer to it. Connecting a datagram socket sends nothing.</summary>
    private static IPAddress? AddressTowards(Address contact)
    {
        try
        {
            using var socket = new UdpClient(contact.Host, contact.Port!.Value);
            return ((IPEndPoint)socket.Client.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
