using System.Globalization;
using Akka.Actor;
using Akka.Consensus.Actors;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Sessions;
using Address = Akka.Consensus.Core.Address;

namespace Akka.Consensus.Client;

/// <summary>Ask for something that may be asked any number of times. The result is null when no answer came in time.</summary>
/// <param name="To">Whom.</param>
/// <param name="Request">Makes the request, from the client's name and a number.</param>
/// <param name="Timeout">For how long.</param>
/// <param name="Result">The answer.</param>
internal sealed record RequestCall(Address To, Func<ClientId, long, NumberedRequest> Request, TimeSpan Timeout, TaskCompletionSource<IReply?> Result);

/// <summary>The shell of a <see cref="RequestClient"/>.</summary>
internal sealed class RequestActor(ConsensusSettings settings, IClientTransport transport, CallLimit limit) : UntypedActor, IWithTimers
{
    private readonly Dictionary<long, TaskCompletionSource<IReply?>> _results = [];
    private readonly Effects _effects = new();
    private readonly RequestClient _core = new(settings.Client);

    // A new one in each life: an answer to a former life's request must not be taken for an answer to one of this life.
    private readonly ClientId _id = new(string.Create(CultureInfo.InvariantCulture,
        $"{Environment.MachineName}/{Environment.ProcessId}/{Random.Shared.NextInt64():x8}"));
    private long _number;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PostStop()
    {
        foreach (var number in _results.Keys.ToList())
            Finish(number, null);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RequestCall call:
                var request = call.Request(_id, ++_number);
                _results.Add(request.Number, call.Result);
                _core.Ask(Clock.Now, call.To, request, call.Timeout, _effects);
                Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, settings.ClientTick);
                break;
            case Packet packet:
                _core.Receive(packet.Message, _effects);
                break;
            case Tick:
                _core.Tick(Clock.Now, _effects);
                if (_core.Count == 0)
                    Timers.Cancel(Tick.Instance);
                break;
            default:
                Unhandled(message);
                break;
        }

        CarryOut();
    }

    private void CarryOut()
    {
        foreach (var effect in _effects.Items)
        {
            if (effect.Kind == EffectKind.Send)
                transport.Send(effect.To, new Packet(Address.Client(_id), effect.Message!), Self);
            else
                Tell(effect.Outcome!);
        }

        _effects.Clear();
    }

    private void Tell(IOutcome outcome)
    {
        if (outcome is Replied replied)
        {
            Finish(replied.Reply.Number, replied.Reply);
        }
        else if (outcome is NotReplied none)
        {
            if (none.WasOverloaded && _results.TryGetValue(none.Number, out var result))
                result.TrySetException(new ConsensusOverloadedException("the voters have too much to do: ask again later"));
            Finish(none.Number, null);
        }
    }

    private void Finish(long number, IReply? reply)
    {
        if (!_results.Remove(number, out var result))
            return;
        limit.Leave();
        result.TrySetResult(reply);
    }

    private sealed class Tick
    {
        public static Tick Instance { get; } = new();
    }
}

/// <summary>What an ActorSystem asks of registers and coordinators.</summary>
internal sealed class Requests : IExtension
{
    private readonly IActorRef _actor;
    private readonly CallLimit _limit;

    private Requests(ExtendedActorSystem system)
    {
        Settings = Consensus.Get(system).Settings;
        _limit = new CallLimit(Settings.Client.MaxOperations);
        var (settings, transport, limit) = (Settings, ClientTransports.Get(system).Transport, _limit);
        var actor = Props.Create(() => new RequestActor(settings, transport, limit));
        _actor = system.SystemActorOf(actor.WithDispatcher("akka.consensus.dispatcher"), "consensus-requests");
    }

    /// <summary>What is configured.</summary>
    public ConsensusSettings Settings { get; }

    /// <summary>The requests of an ActorSystem.</summary>
    public static Requests Get(ActorSystem system) => system.WithExtension<Requests, Provider>();

    /// <summary>Asks, until an answer comes or the time is over.</summary>
    /// <returns>The answer; null if none came in time.</returns>
    /// <exception cref="ConsensusOverloadedException">This process asks too much at a time, or the voters have too much to do.</exception>
    /// <exception cref="OperationCanceledException">The caller does not want to know any more. What it asked for may be done all the same.</exception>
    public async Task<IReply?> AskAsync(Address to, Func<ClientId, long, NumberedRequest> request, TimeSpan timeout, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!_limit.TryEnter())
        {
            throw new ConsensusOverloadedException($"{Settings.Client.MaxOperations} requests of this process wait for their answer; let some end first, "
                + "or raise akka.consensus.client.max-operations");
        }

        var result = new TaskCompletionSource<IReply?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _actor.Tell(new RequestCall(to, request, timeout, result));
        return await result.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes the extension.</summary>
    internal sealed class Provider : ExtensionIdProvider<Requests>
    {
        /// <inheritdoc/>
        public override Requests CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
