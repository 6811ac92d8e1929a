using System.Threading.Channels;
using Akka.Actor;
using Akka.Consensus.Locks;
using Xunit;

namespace Akka.Consensus.Tests.Owners;

/// <summary>An actor that asks the broker of its ActorSystem for locks, and what it is told.</summary>
internal sealed class OwnerProbe
{
    private readonly Channel<object> _told = Channel.CreateUnbounded<object>();
    private readonly ActorSystem _system;

    public OwnerProbe(ActorSystem system)
    {
        _system = system;
        var told = _told.Writer;
        Ref = system.ActorOf(Props.Create(() => new Keeper(told)));
    }

    public IActorRef Ref { get; }

    /// <summary>Tells the broker something, as this actor.</summary>
    public void Ask(object message) => ReplicatedLocks.Get(_system).Broker.Tell(message, Ref);

    /// <summary>The next thing that it is told, which must be of this kind.</summary>
    public async Task<T> ToldAsync<T>()
    {
        using var patience = new CancellationTokenSource(OwnersCluster.Patience);
        return Assert.IsType<T>(await _told.Reader.ReadAsync(patience.Token));
    }

    /// <summary>Asks for a lock, and is told that it has it.</summary>
    public Task<LockBroker.Granted> AcquireAsync(string name, LockOptions? options = null)
    {
        Ask(new LockBroker.Acquire(name, options));
        return ToldAsync<LockBroker.Granted>();
    }

    /// <summary>Asks for a lock, and has it in the end, whether it has to wait or not.</summary>
    public async Task AcquireUntilGrantedAsync(string name)
    {
        Ask(new LockBroker.Acquire(name));
        using var patience = new CancellationTokenSource(OwnersCluster.Patience);
        var told = await _told.Reader.ReadAsync(patience.Token);
        Assert.IsType<LockBroker.Granted>(told is LockBroker.Queued ? await _told.Reader.ReadAsync(patience.Token) : told);
    }

    public async Task StopAsync() => await Ref.GracefulStop(OwnersCluster.Patience);

    private sealed class Keeper(ChannelWriter<object> told) : UntypedActor
    {
        protected override void OnReceive(object message) => told.TryWrite(message);
    }
}
