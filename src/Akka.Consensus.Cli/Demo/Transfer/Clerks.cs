using System.Collections.Concurrent;
using System.Globalization;
using Akka.Consensus.Cli.Wire;

namespace Akka.Consensus.Cli;

/// <summary>Those who order transfers, one each at a time, from the nodes that are up, until enough are ordered and all kills are done.</summary>
internal sealed class Clerks(TransferPlan plan, LocalCluster cluster, BankClient banks)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _up = new(cluster.Nodes.Select(n =>
        new KeyValuePair<string, CancellationTokenSource>(n.Id, new CancellationTokenSource())));
    private readonly ConcurrentDictionary<string, int> _coordinating = new();
    private readonly ConcurrentDictionary<string, bool> _spared = new();
    private int _number;

    /// <summary>What was ordered, and came to an end for its clerk.</summary>
    public ConcurrentQueue<Ordered> Done { get; } = [];

    /// <summary>How many transfers a node coordinates at the moment.</summary>
    public int CoordinatedBy(LocalNode node) => _coordinating.GetValueOrDefault(node.Id);

    /// <summary>Whether transfers are under way that a node takes part in and does not coordinate.</summary>
    public bool OthersAreBusy(LocalNode node) => _coordinating.Any(c => c.Key != node.Id && c.Value > 0);

    /// <summary>Lets a node take part, and coordinate nothing, or ends that.</summary>
    public void Spare(LocalNode node, bool isSpared) => _spared[node.Id] = isSpared;

    /// <summary>A node was killed: who waits for it waits no more.</summary>
    public void IsDown(LocalNode node)
    {
        if (_up.TryRemove(node.Id, out var gone))
            gone.Cancel();
    }

    /// <summary>A node answers again.</summary>
    public void IsUp(LocalNode node) => _up.TryAdd(node.Id, new CancellationTokenSource());

    /// <summary>Works until all is done.</summary>
    /// <param name="killed">Completes when nobody is killed any more.</param>
    /// <param name="stop">Ends it before.</param>
    public Task RunAsync(Task killed, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, plan.Clerks).Select(_ => Task.Run(() => WorkAsync(killed, stop), CancellationToken.None)));

    private async Task WorkAsync(Task killed, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && (_number < plan.Transfers || !killed.IsCompleted))
        {
            await OrderAsync();
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task OrderAsync()
    {
        var candidates = cluster.Nodes.Where(n => _up.ContainsKey(n.Id) && !_spared.GetValueOrDefault(n.Id)).ToList();
        if (candidates.Count == 0)
            return;
        var coordinator = candidates[Random.Shared.Next(candidates.Count)];
        if (!_up.TryGetValue(coordinator.Id, out var gone))
            return;
        var order = NewOrder();
        _coordinating.AddOrUpdate(coordinator.Id, 1, (_, count) => count + 1);
        var result = await banks.OrderAsync(coordinator, order, gone.Token);
        _coordinating.AddOrUpdate(coordinator.Id, 0, (_, count) => count - 1);
        Done.Enqueue(new Ordered(order.Id, result.Outcome));
    }

    private TransferOrder NewOrder()
    {
        var from = Random.Shared.Next(cluster.Nodes.Count);
        var to = (from + Random.Shared.Next(1, cluster.Nodes.Count)) % cluster.Nodes.Count;
        var amount = Random.Shared.Next(1, 20);
        return new TransferOrder
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"transfer-{Interlocked.Increment(ref _number)}"),
            Protocol = (int)plan.Protocol,
            Milliseconds = 1000,
            Parts =
            {
                new TransferPart { Bank = BankClient.BankOf(cluster.Nodes[from]), Account = Account(), Amount = -amount },
                new TransferPart { Bank = BankClient.BankOf(cluster.Nodes[to]), Account = Account(), Amount = amount },
            },
        };
    }

    private static string Account() => $"account-{Random.Shared.Next(BankActor.Accounts) + 1}";
}
