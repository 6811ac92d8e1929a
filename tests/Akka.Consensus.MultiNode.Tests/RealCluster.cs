using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>A cluster as <c>akka-consensus up</c> runs it: a process a node, in a folder of its own.</summary>
public sealed class RealCluster : IAsyncDisposable
{
    private readonly int _basePort = Ports.Take(3);
    private readonly List<Process> _processes = [];
    private IReadOnlyList<string> _environment = [];
    private Process? _up;

    /// <summary>The folder with the data of the nodes.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("akka-consensus-test-").FullName;

    /// <summary>The ids of the nodes.</summary>
    public IReadOnlyList<string> Nodes { get; } = ["node-1", "node-2", "node-3"];

    /// <summary>What a client is told in AKKA_CONSENSUS_CONTACT.</summary>
    public string Contacts =>
        string.Join(',', Enumerable.Range(_basePort, 3).Select(p => string.Create(CultureInfo.InvariantCulture, $"akka.tcp://consensus@127.0.0.1:{p}")));

    /// <summary>Starts a cluster, and waits until it is ready.</summary>
    /// <param name="environment">What <c>env</c> is told besides, for the nodes.</param>
    public static async Task<RealCluster> StartAsync(IReadOnlyList<string>? environment = null)
    {
        var cluster = new RealCluster { _environment = environment ?? [] };
        await cluster.UpAsync();
        return cluster;
    }

    /// <summary>Runs <c>up</c>, and waits until it says that the cluster is ready.</summary>
    /// <remarks>Ctrl+C counts even where these tests run in the background of a script, whose shell makes all that it starts so ignore it.</remarks>
    public async Task UpAsync()
    {
        var port = _basePort.ToString(CultureInfo.InvariantCulture);
        _up = Tool.Start("env", ["--default-signal=INT", .. _environment, Tool.Executable, "up", "--data", Folder, "--base-port", port]);
        _processes.Add(_up);
        await ReadUntilAsync(_up, "ready");
    }

    /// <summary>Runs the tool against this cluster.</summary>
    public Task<Ended> RunAsync(params string[] arguments) => Tool.RunAsync(arguments, Folder, Contacts);

    /// <summary>Starts the tool against this cluster.</summary>
    public Process Start(params string[] arguments) => Tool.Start(arguments, Folder, Contacts);

    /// <summary>The id of the node that leads.</summary>
    public async Task<string> LeaderAsync()
    {
        var answer = await RunAsync("leader", "--json");
        if (answer.ExitCode != 0)
            throw new InvalidOperationException($"leader: {answer}");
        return JsonDocument.Parse(answer.Output).RootElement.GetProperty("leader").GetString()!;
    }

    /// <summary>The process of a node.</summary>
    public int ProcessOf(string node) => int.Parse(File.ReadAllText(Path.Combine(Folder, node, "node.pid")), CultureInfo.InvariantCulture);

    /// <summary>Ends a node with SIGKILL, and waits until it is gone.</summary>
    public async Task KillAsync(string node)
    {
        using var process = Process.GetProcessById(ProcessOf(node));
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks a node to stop, with SIGTERM, and waits until it has.</summary>
    public async Task StopAsync(string node)
    {
        using var process = Process.GetProcessById(ProcessOf(node));
        Tool.Signal(process.Id, "TERM");
        await process.WaitForExitAsync();
    }

    /// <summary>What a node has logged; only of a node that <c>up</c> started.</summary>
    public string LogOf(string node)
    {
        using var log = new StreamReader(new FileStream(Path.Combine(Folder, node, "node.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return log.ReadToEnd();
    }

    /// <summary>Starts a node again as a user does: with <c>node</c>, on its old folder.</summary>
    public Process Restart(string node)
    {
        var process = Tool.Start(["node", "--id", node, "--data", Path.Combine(Folder, node)]);
        _processes.Add(process);
        return process;
    }

    /// <summary>Interrupts <c>up</c>, as Ctrl+C does.</summary>
    public async Task<Ended> InterruptAsync()
    {
        Tool.Signal(_up!.Id, "INT");
        _processes.Remove(_up);
        return await Tool.EndAsync(_up);
    }

    /// <summary>Ends <c>up</c> and all nodes at once, with SIGKILL, and waits until they are gone.</summary>
    public async Task KillAllAsync()
    {
        var nodes = Directory.EnumerateFiles(Folder, "node.pid", SearchOption.AllDirectories)
            .Select(f => FindProcess(int.Parse(File.ReadAllText(f), CultureInfo.InvariantCulture))).OfType<Process>();
        foreach (var process in nodes.Concat(_processes).ToList())
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _processes.Clear();
    }

    private static Process? FindProcess(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (ArgumentException)
        {
            return null; // it has ended already
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAllAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task ReadUntilAsync(Process process, string word)
    {
        using var patience = new CancellationTokenSource(Tool.Patience);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains(word, StringComparison.Ordinal))
                return;
        }

        throw new InvalidOperationException($"'{word}' was never said; instead: {await process.StandardError.ReadToEndAsync()}");
    }
}
