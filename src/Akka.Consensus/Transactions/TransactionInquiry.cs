using Akka.Actor;
using Akka.Cluster.Tools.Client;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Consensus.Actors;
using Akka.Consensus.Client;
using Akka.Consensus.Core;
using Address = Akka.Consensus.Core.Address;

namespace Akka.Consensus.Transactions;

/// <summary>Asks every process of the cluster which transactions are under way there, and gathers what they answer for a while.</summary>
internal sealed class TransactionInquiry : UntypedActor, IWithTimers
{
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, TransactionList> _answers = [];
    private readonly TaskCompletionSource<IReadOnlyList<TransactionList>> _result;
    private readonly TimeSpan _wait;
    private readonly TimeSpan _patience;

    public TransactionInquiry(TaskCompletionSource<IReadOnlyList<TransactionList>> result, TimeSpan wait, TimeSpan patience)
    {
        _result = result;
        _wait = wait;
        _patience = patience;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Again.Instance, Again.Instance, TimeSpan.Zero, RepeatInterval);
        Timers.StartSingleTimer(End.Instance, End.Instance, _patience);
    }

    protected override void PostStop() => _result.TrySetResult([.. _answers.Values.OrderBy(a => a.Process, StringComparer.Ordinal)]);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Packet { Message: TransactionList list }:
                if (_answers.Count == 0)
                    Timers.StartSingleTimer(End.Instance, End.Instance, _wait);
                _answers[list.Process] = list;
                break;
            case Again:
                Ask();
                break;
            case End:
                Context.Stop(Self);
                break;
        }
    }

    private static void Ask()
    {
        var packet = new Packet(new Address(Role.Client, "transactions"), new ListTransactions());
        if (ClientTransports.Get(Context.System).ClusterClient is { } contact)
            contact.Tell(new ClusterClient.SendToAll($"/system/{TransactionsActor.Name}", packet));
        else
            DistributedPubSub.Get(Context.System).Mediator.Tell(new SendToAll($"/system/{TransactionsActor.Name}", packet));
    }

    private sealed class Again
    {
        public static Again Instance { get; } = new();
    }

    private sealed class End
    {
        public static End Instance { get; } = new();
    }
}

/// <summary>What is under way in a cluster.</summary>
internal static class TransactionLists
{
    /// <summary>What is under way in the processes that answer.</summary>
    /// <param name="system">A member, or a process with contact points.</param>
    /// <param name="wait">How long to wait for further answers after the first.</param>
    /// <param name="patience">How long to wait for the first; none comes then.</param>
    public static async Task<IReadOnlyList<TransactionList>> AskAsync(ActorSystem system, TimeSpan wait, TimeSpan patience)
    {
        var result = new TaskCompletionSource<IReadOnlyList<TransactionList>>(TaskCreationOptions.RunContinuationsAsynchronously);
        ClientTransports.Get(system);
        system.ActorOf(Props.Create(() => new TransactionInquiry(result, wait, patience)));
        return await result.Task.ConfigureAwait(false);
    }
}
