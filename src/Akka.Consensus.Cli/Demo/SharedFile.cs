using System.Diagnostics;
using System.Globalization;
using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Cli;

/// <summary>
/// What the demo's workers write to while they own a lock: a line when they enter, a line when they leave, a line when the lock is lost
/// (from then on they touch nothing). Plain writes: nothing but the lock keeps two workers apart.
/// </summary>
internal sealed class SharedFile(string path, Stopwatch clock) : IDisposable
{
    public const string Entered = "enter";
    public const string Left = "exit";
    public const string LockLost = "lost";

    private readonly AppendOnlyFile _file = new(path, isNew: true);

    public void Enter(string worker, FencingToken token) => Write(Entered, worker, token);

    public void Exit(string worker, FencingToken token) => Write(Left, worker, token);

    public void Lost(string worker, FencingToken token) => Write(LockLost, worker, token);

    public void Dispose() => _file.Dispose();

    private void Write(string what, string worker, FencingToken token) => _file.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{what} {worker} {token} {clock.ElapsedMilliseconds}"));
}
