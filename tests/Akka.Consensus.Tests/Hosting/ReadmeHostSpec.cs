using Akka.Consensus.Core.Locks;
using Akka.Consensus.Hosting;
using Akka.Consensus.Journal;
using Akka.Consensus.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Akka.Consensus.Tests.Hosting;

/// <summary>The README's application runs.</summary>
public sealed class ReadmeHostSpec
{
    [Fact(DisplayName = "The README's host should run: its service gets the lock")]
    public async Task The_host_should_run()
    {
        var folder = Directory.CreateTempSubdirectory("akka-consensus-").FullName;
        var reports = new Reports();
        var port = TestHost.FreePort();
        var builder = ReadmeHost.Configure("127.0.0.1", port, [$"akka.tcp://shop@127.0.0.1:{port}"], "node-1", ["node-1"], folder);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton<IReports>(reports);
        using var host = builder.Build();

        await host.StartAsync();

        Assert.True((await reports.Written.Task.WaitAsync(TimeSpan.FromMinutes(1))).Value > 0);
        var closed = JournalExtension.Get(host.System()).Closed;
        await host.StopAsync();
        await closed;
        Directory.Delete(folder, recursive: true);
    }

    [Fact(DisplayName = "The README's further calls should all take effect")]
    public void The_further_calls_should_take_effect()
    {
        var config = TestHost.ConfigurationOf(akka => ReadmeHost.Harden(akka.WithConsensus(), "Host=db;Database=voter1"));

        Assert.Equal("postgresql", ConsensusSettings.Create(config).Journal.Store);
        Assert.Equal(typeof(RefusingSerializer), Type.GetType(config.GetString("akka.actor.serializers.json")));
        Assert.True(config.HasPath("akka.coordination.lease.consensus.lease-class"));
    }

    private sealed class Reports : IReports
    {
        public TaskCompletionSource<FencingToken> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task WriteAsync(FencingToken token, CancellationToken lost)
        {
            Written.TrySetResult(token);
            return Task.CompletedTask;
        }
    }
}
