using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Consensus.Hosting;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Akka.Consensus.Tests.Hosting;

/// <summary>Generic hosts of these specs.</summary>
internal static class TestHost
{
    /// <summary>A host with one ActorSystem. Not started.</summary>
    public static IHost Create(Action<AkkaConfigurationBuilder> configure, Action<IServiceCollection>? services = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddReplicatedLocks();
        builder.Services.AddAkka("shop", akka =>
        {
            configure(akka);
            akka.AddHocon("""
                akka {
                  loglevel = ERROR
                  cluster { log-info = off, downing-provider-class = "" }
                  coordinated-shutdown.run-by-clr-shutdown-hook = off
                }
                """, HoconAddMode.Prepend);
        });
        builder.Services.AddHealthChecks();
        services?.Invoke(builder.Services);
        return builder.Build();
    }

    /// <summary>What a host's ActorSystem would be configured with.</summary>
    public static Akka.Configuration.Config ConfigurationOf(Action<AkkaConfigurationBuilder> configure)
    {
        using var host = Create(configure);
        return host.Services.GetRequiredService<AkkaConfigurationBuilder>().Configuration.Value;
    }

    /// <summary>The host's ActorSystem.</summary>
    public static ActorSystem System(this IHost host) => host.Services.GetRequiredService<ActorSystem>();

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
