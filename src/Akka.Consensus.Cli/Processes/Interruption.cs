using System.Runtime.InteropServices;

namespace Akka.Consensus.Cli;

/// <summary>Turns the signals that ask a process to stop into a cancellation, instead of its sudden end.</summary>
internal sealed class Interruption : IDisposable
{
    private static readonly PosixSignal[] Kinds = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption() => _registrations = [.. Kinds.Select(kind => PosixSignalRegistration.Create(kind, Receive))];

    public CancellationToken Token => _stop.Token;

    /// <summary>The signal that came; zero before one did.</summary>
    public int Signal { get; private set; }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();

        _stop.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        Signal = Signals.NumberOf(context.Signal);
        _stop.Cancel();
    }
}
