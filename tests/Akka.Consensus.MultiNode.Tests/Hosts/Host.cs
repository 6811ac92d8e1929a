using System.Diagnostics;

namespace Akka.Consensus.MultiNode.Tests.Hosts;

/// <summary>A process that is a node of the application.</summary>
public sealed class Host : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<string> _said = [];
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Task _reading;

    private Host(HostSettings settings)
    {
        Settings = settings;
        _process = Tool.Start("dotnet", [typeof(Host).Assembly.Location, HostApplication.Command, .. settings.Arguments]);
        _errors = _process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    public HostSettings Settings { get; }

    public bool IsRunning => !_process.HasExited;

    public static Host Start(HostSettings settings) => new(settings);

    /// <summary>Cuts it off from others.</summary>
    public async Task CutAsync(IEnumerable<Host> others)
    {
        await _process.StandardInput.WriteLineAsync($"{HostApplication.Cut} {string.Join(' ', others.Select(o => o.Settings.Port))}");
        await SaidAsync(HostApplication.Cut);
    }

    /// <summary>Waits until the last line that it has said of this kind is this line.</summary>
    public async Task SaidAsync(string line)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!patience.IsCancellationRequested)
        {
            lock (_said)
            {
                if (_said.FindLast(s => s.Split(' ')[0] == line.Split(' ')[0]) == line)
                    return;
            }

            if (_reading.IsCompleted)
                break;
            await Task.Delay(20, CancellationToken.None);
        }

        throw new InvalidOperationException($"'{line}' was never said by {this}");
    }

    /// <summary>Waits until it has ended.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(patience.Token);
        await _errors;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            _process.Kill();
        await EndAsync();
        _process.Dispose();
    }

    public override string ToString()
    {
        lock (_said)
            return $"{Settings.Name}: {string.Join("; ", _said.Where(s => !s.StartsWith(' ')).TakeLast(30).Select(s => s.Length > 300 ? s[..300] : s))}";
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_said)
                _said.Add(line);
        }
    }
}
