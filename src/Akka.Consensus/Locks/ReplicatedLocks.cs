using Akka.Actor;
using Akka.Cluster.Tools.Client;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Consensus.Client;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Lease;

namespace Akka.Consensus.Locks;

/// <summary>
/// The locks of an ActorSystem: one session, shared by all that the process asks. Thread-safe.
/// </summary>
public sealed class ReplicatedLocks : IReplicatedLocks, IExtension
{
    private readonly ConsensusSettings _settings;
    private readonly IActorRef _client;
    private readonly CallLimit _acquires;
    private readonly CallLimit _queries;
    private readonly Task _ended;
    private readonly CurrentSession _session = new();
    private long _lastId;

    internal ReplicatedLocks(ExtendedActorSystem system)
    {
        var consensus = Consensus.Get(system);
        _settings = consensus.Settings;
        _ended = system.WhenTerminated;
        _acquires = new CallLimit(MaxOperations);
        _queries = new CallLimit(_settings.Client.MaxQueries);
        var transport = TransportOf(system, consensus);
        var client = Props.Create(() => new ClientActor(_settings, transport, _acquires, _queries, _session));
        _client = system.SystemActorOf(client.WithDispatcher("akka.consensus.dispatcher"), "consensus-client");
    }

    /// <summary>How many acquires may be under way or hold their lock in this process.</summary>
    internal int MaxOperations => _settings.Client.MaxOperations;

    /// <summary>How long to wait before something is asked again that could not be carried out.</summary>
    internal TimeSpan MinBackoff => _settings.Client.MinBackoff;

    /// <inheritdoc/>
    public SessionState Session => _session.State;

    /// <summary>The locks of an ActorSystem: a member of the cluster, or one that has <c>akka.consensus.client.contact-points</c>.</summary>
    /// <exception cref="ConsensusConfigurationException">The configuration below <c>akka.consensus</c> cannot be used.</exception>
    public static IReplicatedLocks Get(ActorSystem system) => system.WithExtension<ReplicatedLocks, ReplicatedLocksProvider>();

    /// <inheritdoc/>
    public IReplicatedLock Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!LockName.IsValid(name))
            throw new ArgumentException($"the name of a lock has 1 to {LockName.MaxBytes} bytes of UTF-8", nameof(name));
        if (LeaseName.IsReserved(name))
            throw new ArgumentException($"'{name}' is the lock of an Akka.Coordination lease: use the lease", nameof(name));
        return new ReplicatedLock(name, this);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LockStatus>> ListAsync(string? name = null, Consistency consistency = Consistency.Linearizable,
        TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var found = new List<LockStatus>();
        var limit = Limit(timeout);
        for (var after = ""; ; after = found[^1].Name)
        {
            var answer = await Ask(result => new LocksCall(NextId(), name, after, consistency == Consistency.Linearizable, limit, result),
                cancellationToken).ConfigureAwait(false);
            if (answer is not LockQueryAnswer page)
                throw new ConsensusUnavailableException($"no node answered within {limit.TotalSeconds:0.#} s, or there is no quorum");
            found.AddRange(page.Locks.Select(l => new LockStatus(l.Name, l.Token, l.Session.Value, l.Holder, l.Waiting)));
            if (page.IsComplete || page.Locks.Count == 0)
                return found;
        }
    }

    /// <inheritdoc/>
    public async Task<GroupStatus> GetStatusAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var limit = Limit(timeout);
        var answer = await Ask(result => new StatusCall(NextId(), limit, result), cancellationToken).ConfigureAwait(false);
        if (answer is not StatusAnswer status)
            throw new ConsensusUnavailableException($"no node answered within {limit.TotalSeconds:0.#} s");
        var leader = status.IsLeaderHeard ? status.Leader.Node.Value : null;
        var members = status.Voters.Select(v => new MemberStatus(v.Node.Value, v.Location, v.IsHeard, v.IsMember,
            v.Node.Value == leader ? "leader" : "follower"));
        return new GroupStatus(_settings.Group, leader, leader is null ? null : status.Leader.ToString(), status.Node.Value, [.. members]);
    }

    /// <inheritdoc/>
    public async Task CloseAsync()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Tell(new CloseCall(closed));
        await closed.Task.WaitAsync(_settings.RequestTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Asks for a lock. How it ends without one is for the caller to judge.</summary>
    internal async Task<AcquireResult> AcquireAsync(string name, bool waits, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_ended.IsCompleted)
            return new AcquireResult(null, AcquireFailure.Closed);
        if (!_acquires.TryEnter())
            return new AcquireResult(null, AcquireFailure.TooManyHere);
        var call = new AcquireCall(NextId(), name, waits, waits ? timeout : _settings.RequestTimeout,
            new TaskCompletionSource<AcquireResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        _client.Tell(call);
        using var registration = cancellationToken.Register(() =>
        {
            if (call.Result.TrySetCanceled(cancellationToken))
                _client.Tell(new CancelCall(call.Operation));
        });
        return await UnlessEnded(call.Result.Task, new AcquireResult(null, AcquireFailure.Closed)).ConfigureAwait(false);
    }

    /// <summary>What is told to an actor that has ended is never answered.</summary>
    private async Task<T> UnlessEnded<T>(Task<T> answer, T otherwise)
    {
        await Task.WhenAny(answer, _ended).ConfigureAwait(false);
        return answer.IsCompleted || !_ended.IsCompleted ? await answer.ConfigureAwait(false) : otherwise;
    }

    private async Task<IMessage?> Ask(Func<TaskCompletionSource<IMessage?>, Call> call, CancellationToken cancellationToken)
    {
        if (!_queries.TryEnter())
            throw ConsensusOverloadedException.OfQuestions(_settings.Client.MaxQueries);
        var result = new TaskCompletionSource<IMessage?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Tell(call(result));
        return await UnlessEnded(result.Task, null).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private TimeSpan Limit(TimeSpan? timeout) => timeout is { } given && given < TimeSpan.FromDays(1) ? given : timeout is null
        ? _settings.RequestTimeout
        : TimeSpan.FromDays(1);

    private long NextId() => Interlocked.Increment(ref _lastId);

    private static IClientTransport TransportOf(ExtendedActorSystem system, Consensus consensus)
    {
        var settings = consensus.Settings;
        if (settings.ContactPoints.IsEmpty)
        {
            return system.Settings.HasCluster
                ? new MemberTransport(consensus.Peers)
                : throw new ConsensusConfigurationException(
                    "this ActorSystem is not a member of a cluster: set akka.consensus.client.contact-points to some nodes of one");
        }

        system.Settings.InjectTopLevelFallback(ClusterClientReceptionist.DefaultConfig());
        system.Settings.InjectTopLevelFallback(DistributedPubSub.DefaultConfig());
        var contacts = settings.ContactPoints.Select(c => ActorPath.Parse(c + "/system/receptionist"));
        var config = system.Settings.Config.GetConfig("akka.consensus.client.cluster-client");
        var clusterClient = ClusterClientSettings.Create(config).WithInitialContacts([.. contacts]);
        var contact = ClusterClient.Props(clusterClient).WithDispatcher("akka.consensus.dispatcher");
        return new OutsideTransport(system.SystemActorOf(contact, "consensus-contact"), settings.Group);
    }
}

/// <summary>Makes the extension.</summary>
public sealed class ReplicatedLocksProvider : ExtensionIdProvider<ReplicatedLocks>
{
    /// <inheritdoc/>
    public override ReplicatedLocks CreateExtension(ExtendedActorSystem system) => new(system);
}
