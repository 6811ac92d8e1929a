using System.Runtime.InteropServices;

namespace Akka.Consensus.Cli;

/// <summary>Passes the signals that this process gets on to the command that it runs; before that runs, they end the wait for it.</summary>
internal sealed class SignalRelay : IDisposable
{
    private static readonly PosixSignal[] Kinds = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _received = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int? _child;

    public SignalRelay() => _registrations = [.. Kinds.Select(kind => PosixSignalRegistration.Create(kind, Receive))];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Received => _received.Token;

    /// <summary>The last signal that came; zero before one did.</summary>
    public int Signal { get; private set; }

    /// <summary>From now on signals go to the child, and the one that came while it was being started does at once.</summary>
    public void Attach(int child)
    {
        lock (_gate)
        {
            _child = child;
            if (Signal != 0)
                Signals.Send(child, Signal);
        }
    }

    /// <summary>The child is gone; its number may soon be that of another process.</summary>
    public void Detach()
    {
        lock (_gate)
            _child = null;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();

        _received.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_gate)
        {
            Signal = Signals.NumberOf(context.Signal);
            if (_child is { } child && !ChildHasItAlready(context.Signal))
                Signals.Send(child, Signal);
        }

        _received.Cancel();
    }

    // What is typed at a terminal goes to every process of the foreground group: passed on, the child would get it twice, and many
    // programs take the second Ctrl+C for "at once, and never mind the cleaning up".
    private static bool ChildHasItAlready(PosixSignal signal) =>
        signal is PosixSignal.SIGINT or PosixSignal.SIGQUIT && Signals.InTerminalForeground();
}
