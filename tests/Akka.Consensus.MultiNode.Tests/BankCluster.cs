using System.Diagnostics;
using System.Text.Json;
using Akka.Actor;
using Akka.Configuration;
using Akka.Consensus.Cli;
using Akka.Consensus.Cli.Wire;
using Akka.Consensus.Core.AtomicCommit;
using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>
/// Three nodes with banks, each a process of its own, and this process as a member of their cluster: with a participant that decides when it votes, a test can
/// kill a node exactly then.
/// </summary>
public sealed class BankCluster : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("akka-consensus-test-").FullName;
    private readonly Dictionary<string, Process> _processes = [];
    private readonly LocalCluster _cluster;
    private ActorSystem? _member;

    public BankCluster() => _cluster = new LocalCluster(_folder, 3, Ports.Take(3));

    private BankClient Banks => new(_member!);

    public async Task InitializeAsync()
    {
        _cluster.Write();
        foreach (var node in _cluster.Nodes)
            Start(node.Id);
        var seeds = string.Join(", ", _cluster.Contacts.Select(c => $"\"{c}\""));
        _member = ActorSystem.Create(LocalCluster.SystemName, ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = OFF
              stdout-loglevel = OFF
              actor.provider = cluster
              remote { retry-gate-closed-for = 200ms, dot-netty.tcp { hostname = "127.0.0.1", port = 0 } }
              cluster { seed-nodes = [{{seeds}}], log-info = off, downing-provider-class = "" }
              coordinated-shutdown.run-by-clr-shutdown-hook = off
            }
            """));
        Consensus.Get(_member);
        await WaitForAllAsync();
    }

    public async Task DisposeAsync()
    {
        await _member!.Terminate();
        foreach (var process in _processes.Values)
            await EndAsync(process);
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Starts a node, new or again.</summary>
    public void Start(string node) => _processes[node] = Tool.Start("/bin/sh",
    [
        "-c", "exec \"$0\" bank-node --id \"$1\" --data \"$2\" > \"$2/node.log\" 2>&1 < /dev/null", Tool.Executable, node, Path.Combine(_folder, node),
    ]);

    /// <summary>Ends a node with SIGKILL, and waits until it is gone.</summary>
    public async Task KillAsync(string node)
    {
        await EndAsync(_processes[node]);
        _processes.Remove(node);
    }

    /// <summary>Waits until the banks of every node answer.</summary>
    public async Task WaitForAllAsync()
    {
        using var patience = new CancellationTokenSource(Tool.Patience);
        foreach (var node in _cluster.Nodes)
            await Banks.WaitForAsync(node, patience.Token);
    }

    /// <summary>A participant in this process.</summary>
    public IActorRef Participant(string name, Func<Task> beforeVote, Action<Decision> decided) =>
        _member!.ActorOf(Props.Create(() => new TimedParticipant(name, beforeVote, decided)), name);

    /// <summary>Has a node coordinate a transaction of the bank on node-2 and of a participant here. Nobody waits for the answer.</summary>
    public void Order(string id, CommitProtocol protocol, string coordinator, IActorRef participant, TimeSpan timeout)
    {
        var here = participant.Path.ToStringWithAddress(((ExtendedActorSystem)_member!).Provider.DefaultAddress);
        _ = Banks.OrderAsync(Node(coordinator), new TransferOrder
        {
            Id = id,
            Protocol = (int)protocol,
            Milliseconds = (long)timeout.TotalMilliseconds,
            Parts =
            {
                new TransferPart { Bank = BankClient.BankOf(Node("node-2")), Account = "account-1", Amount = 1 },
                new TransferPart { Bank = here, Account = "any", Amount = -1 },
            },
        }, CancellationToken.None);
    }

    /// <summary>Whether the bank on node-2 has done its part of a transaction.</summary>
    public async Task<bool> IsPostedAsync(string id)
    {
        using var patience = new CancellationTokenSource(Tool.Patience);
        var (_, postings) = await Banks.ReadBooksAsync(Node("node-2"), patience.Token);
        return postings.Any(p => p.Transfer == id);
    }

    /// <summary>Waits until <c>akka-consensus transactions</c> says something of the bank on node-2 and a transaction.</summary>
    /// <returns>Whom the bank waits for.</returns>
    public async Task<string> WaitForStateAsync(string id, string state)
    {
        using var patience = new CancellationTokenSource(Tool.Patience);
        while (true)
        {
            foreach (var open in await TransactionsAsync())
            {
                if (open.GetProperty("id").GetString() == id && open.GetProperty("place").GetString() == BankClient.BankOf(Node("node-2"))
                    && open.GetProperty("state").GetString() == state)
                    return open.GetProperty("awaited").GetString()!;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>Waits until <c>akka-consensus transactions</c> knows of none.</summary>
    public async Task WaitUntilNothingIsOpenAsync()
    {
        using var patience = new CancellationTokenSource(Tool.Patience);
        while ((await TransactionsAsync()).Count > 0)
            await Task.Delay(20, patience.Token);
    }

    private async Task<List<JsonElement>> TransactionsAsync()
    {
        var answer = await Tool.RunAsync(["transactions", "--json"], _folder, string.Join(',', _cluster.Contacts));
        Assert.True(answer.ExitCode == 0, answer.ToString());
        return [.. JsonDocument.Parse(answer.Output).RootElement.GetProperty("transactions").EnumerateArray()];
    }

    private LocalNode Node(string id) => _cluster.Nodes.Single(n => n.Id == id);

    private static async Task EndAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
