namespace Akka.Consensus.Cli;

/// <summary>The processes of a local cluster. None of them outlives this.</summary>
internal sealed class NodeProcesses(LocalCluster cluster, string command = "node") : IAsyncDisposable
{
    private readonly List<NodeProcess> _all = [];

    public IReadOnlyList<NodeProcess> Running
    {
        get
        {
            lock (_all)
                return [.. _all.Where(process => !process.Ended.IsCompleted)];
        }
    }

    public IEnumerable<NodeProcess> StartAll() => cluster.Nodes.Select(Start);

    public NodeProcess Start(LocalNode node)
    {
        var process = NodeProcess.Start(node, command);
        lock (_all)
            _all.Add(process);

        return process;
    }

    /// <summary>The process that runs the node of this id; null if none does.</summary>
    public NodeProcess? Find(string id) => Running.FirstOrDefault(process => process.Node.Id == id);

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Running.Select(process => process.StopAsync()));
        foreach (var process in _all)
            process.Dispose();
    }
}
