using Akka.Cluster.Hosting;
using Akka.Consensus.Hosting;
using Akka.Consensus.Locks;
using Akka.Hosting;
using Akka.Remote.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Akka.Consensus.Tests.Hosting;

/// <summary>The application of the README's section on Akka.Hosting: what is shown there is what is compiled and run here.</summary>
internal static class ReadmeHost
{
    public static HostApplicationBuilder Configure(string address, int port, string[] seeds, string nodeId, string[] voters, string folder)
    {
        // README begin
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddReplicatedLocks();
        builder.Services.AddAkka("shop", akka => akka
            .WithRemoting(address, port)
            .WithClustering(new ClusterOptions { SeedNodes = seeds })
            .WithConsensus(new ConsensusOptions { NodeId = nodeId, Members = voters, DataDirectory = folder }));
        builder.Services.AddHostedService<NightlyReport>();
        // README end
        return builder;
    }

    public static AkkaConfigurationBuilder Harden(AkkaConfigurationBuilder akka, string connectionString)
    {
        // README begin
        akka.WithConsensusHealthChecks()                 // akka.consensus.quorum and akka.consensus.session
            .WithConsensusLease()                        // akka.coordination.lease.consensus
            .WithPostgresJournal(connectionString)       // instead of SQLite; reference the package Npgsql
            .WithHardenedSerialization();                // no JSON from the wire; no open port without TLS
        // README end
        return akka;
    }

    // README begin
    internal sealed class NightlyReport(IReplicatedLocks locks, IReports reports) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await using LockHandle held = await locks.Get("nightly-report").AcquireAsync(cancellationToken: stoppingToken);

            await reports.WriteAsync(held.Token, held.Lost);
        }
    }
    // README end
}

/// <summary>What the example guards: it refuses a token that is lower than one it has seen.</summary>
internal interface IReports
{
    Task WriteAsync(Core.Locks.FencingToken token, CancellationToken lost);
}
