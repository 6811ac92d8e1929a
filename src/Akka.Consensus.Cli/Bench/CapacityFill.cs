using System.Globalization;
using Akka.Consensus.Locks;

namespace Akka.Consensus.Cli;

/// <summary>Acquires very many locks, shared out among sessions, and keeps them.</summary>
internal sealed class CapacityFill(IReadOnlyList<IReplicatedLocks> sessions, int count, TextWriter progress)
{
    private const int AtATime = 512;
    private const int Report = 100_000;

    private int _next = -1;

    public static string NameOf(int number) => number.ToString("'capacity/'0000000", CultureInfo.InvariantCulture);

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => Task.Run(() => AcquireAsync(stop), stop)));

    private async Task AcquireAsync(CancellationToken stop)
    {
        while (Interlocked.Increment(ref _next) is var number && number < count)
        {
            await sessions[number % sessions.Count].Get(NameOf(number)).AcquireAsync(cancellationToken: stop);
            if ((number + 1) % Report == 0)
                await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{number + 1:#,##0} locks are held"));
        }
    }
}
