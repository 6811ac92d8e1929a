using Akka.Actor;
using Akka.Consensus.Client;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Elections;
using Akka.Consensus.Lease;
using Akka.Consensus.Telemetry;

namespace Akka.Consensus.Locks;

/// <summary>
/// The locks of an ActorSystem: one session, shared by all that the process asks. Thread-safe.
/// </summary>
public sealed class ReplicatedLocks : IReplicatedLocks, IExtension
{
    private readonly ConsensusSettings _settings;
    private readonly IClientTransport _transport;
    private readonly IActorRef _client;
    private readonly CallLimit _acquires;
    private readonly CallLimit _queries;
    private readonly Task _ended;
    private readonly CurrentSession _session = new();
    private long _lastId;

    internal ReplicatedLocks(ExtendedActorSystem system)
        : this(system, ClientTransports.Get(system).Transport, "consensus-client")
    {
        Broker = system.SystemActorOf(Props.Create(() => new BrokerActor(this)).WithDispatcher("akka.consensus.dispatcher"), "consensus-locks");
        Farewell.BeforeLeaving(system, this, _settings.LeaveTimeout);
    }

    private ReplicatedLocks(ExtendedActorSystem system, IClientTransport transport, string name)
    {
        _settings = Consensus.Get(system).Settings;
        _transport = transport;
        _ended = system.WhenTerminated;
        _acquires = new CallLimit(MaxOperations);
        _queries = new CallLimit(_settings.Client.MaxQueries);
        var actions = new HandleActions(ReleaseAsync, ResolveAsync, UpgradeAsync, _settings.RequestTimeout) { Group = _settings.Group };
        var client = Props.Create(() => new ClientActor(_settings, transport, actions, _acquires, _queries, _session));
        _client = system.SystemActorOf(client.WithDispatcher("akka.consensus.dispatcher"), name);
    }

    /// <summary>How many acquires may be under way or hold their lock in this process.</summary>
    internal int MaxOperations => _settings.Client.MaxOperations;

    /// <summary>How long to wait before something is asked again that could not be carried out.</summary>
    internal TimeSpan MinBackoff => _settings.Client.MinBackoff;

    /// <summary>A further session of this process, on the same connection: for measurements of many.</summary>
    internal ReplicatedLocks Another(ActorSystem system, int number) => new((ExtendedActorSystem)system, _transport, $"consensus-client-{number}")
    {
        Broker = Broker,
    };

    /// <inheritdoc/>
    public SessionState Session => _session.State;

    /// <summary>How often to look for news.</summary>
    internal TimeSpan ObserveInterval => _settings.ObserveInterval;

    /// <summary>Whether the ActorSystem has ended: nobody answers any more.</summary>
    internal bool IsEnded => _ended.IsCompleted;

    /// <inheritdoc/>
    public IActorRef Broker { get; private init; } = ActorRefs.Nobody;

    /// <summary>The locks of an ActorSystem: a member of the cluster, or one that has <c>akka.consensus.client.contact-points</c>.</summary>
    /// <exception cref="ConsensusConfigurationException">The configuration below <c>akka.consensus</c> cannot be used.</exception>
    public static IReplicatedLocks Get(ActorSystem system) => system.WithExtension<ReplicatedLocks, ReplicatedLocksProvider>();

    /// <inheritdoc/>
    public IReplicatedLock Get(string name, LockOptions? options = null)
    {
        CheckName(name, nameof(name));
        var how = (options ?? LockOptions.Default).Checked();
        return new ReplicatedLock(new Acquire(name, Waits: true) { Mode = how.Mode }, how, this);
    }

    /// <inheritdoc/>
    public IReplicatedLock GetSemaphore(string name, int permits, int count = 1, LockOptions? options = null)
    {
        CheckName(name, nameof(name));
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, permits);
        return new ReplicatedLock(new Acquire(name, Waits: true) { Mode = LockMode.Permits, Count = count, Permits = permits },
            (options ?? LockOptions.Default).Checked(), this);
    }

    /// <inheritdoc/>
    public IReplicatedLock GetAll(IEnumerable<LockDemand> demands, LockOptions? options = null)
    {
        var all = demands.ToList();
        foreach (var demand in all)
        {
            CheckName(demand.Name, nameof(demands));
            if (!demand.IsSound)
                throw new ArgumentException($"what is asked of '{demand.Name}' makes no sense: {demand.Mode}, {demand.Count} of {demand.Permits} permits", nameof(demands));
        }

        if (all.Count is < 1 or > Acquire.MaxDemands || all.Select(d => d.Name).Distinct(StringComparer.Ordinal).Count() != all.Count)
            throw new ArgumentException($"1 to {Acquire.MaxDemands} locks can be taken at once, each of them named once", nameof(demands));
        var first = all[0];
        var request = new Acquire(first.Name, Waits: true) { Mode = first.Mode, Count = first.Count, Permits = first.Permits, Others = all[1..] };
        return new ReplicatedLock(request, (options ?? LockOptions.Default).Checked(), this);
    }

    /// <inheritdoc/>
    public IElection GetElection(string name) => new Election(name, this);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LockStatus>> ListAsync(string? name = null, Consistency consistency = Consistency.Linearizable,
        TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var found = new List<LockStatus>();
        for (var after = ""; ; after = found[^1].Name)
        {
            var page = await AskAsync<LockQueryAnswer>(id => new LockQuery(default, id, name, after, consistency == Consistency.Linearizable), timeout,
                cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Locks.Select(StatusMapping.Of));
            if (page.IsComplete || page.Locks.Count == 0)
                return found;
        }
    }

    /// <inheritdoc/>
    public async Task<LockDetails> DescribeAsync(string name, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        StatusMapping.Of(await AskAsync<LineQueryAnswer>(id => new LineQuery(default, id, name, IsLinearizable: true), timeout, cancellationToken)
            .ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SessionStatus>> ListSessionsAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var found = new List<SessionStatus>();
        for (var after = new SessionId(0); ; after = new SessionId(found[^1].Session))
        {
            var page = await AskAsync<SessionQueryAnswer>(id => new SessionQuery(default, id, after, IsLinearizable: true), timeout, cancellationToken)
                .ConfigureAwait(false);
            found.AddRange(page.Sessions.Select(s => new SessionStatus(s.View.Session.Value, s.View.Client.Value, s.View.TimeToLive, s.Requests)));
            if (page.IsComplete || page.Sessions.Count == 0)
                return found;
        }
    }

    /// <inheritdoc/>
    public async Task<EventPage> ListEventsAsync(EventPosition? after = null, string? name = null, Consistency consistency = Consistency.Linearizable,
        TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var page = await ListEventsAsync(after, name, consistency, only: null, timeout, cancellationToken).ConfigureAwait(false);

        // A node that has not come so far yet must not send the caller back to what he has seen. The newest answer says where the end is.
        return consistency == Consistency.Eventual && after is { } asked && asked > page.UpTo ? page with { UpTo = asked } : page;
    }

    /// <inheritdoc/>
    public async Task<RequestOutcome> ResolveAsync(RequestId request, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var owner = new Owner(new SessionId(request.Session), request.Sequence);
        var answer = await AskAsync<RequestQueryAnswer>(id => new RequestQuery(default, id, owner), timeout, cancellationToken).ConfigureAwait(false);
        return new RequestOutcome(answer.State, answer.Token, answer.IsSessionOpen, answer.WasGranted, answer.IsRemembered);
    }

    /// <inheritdoc/>
    public async Task<bool> ForceReleaseAsync(string name, FencingToken token, string by, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(by);
        LockOptions.CheckText(by, nameof(by));
        cancellationToken.ThrowIfCancellationRequested();
        var limit = Limit(timeout);
        var result = new TaskCompletionSource<bool?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Tell(new TakeAwayCall(NextId(), new ForceRelease(name, token, by), limit, result));
        return await UnlessEnded(result.Task, null).WaitAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new ConsensusUnavailableException($"no answer came within {limit.TotalSeconds:0.#} s: '{name}' may have been taken away, or not");
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
    public Task CloseAsync() => CloseAsync(_settings.RequestTimeout);

    /// <summary>Ends the client's session, and waits for the cluster to take note, but not longer than so.</summary>
    internal async Task CloseAsync(TimeSpan limit)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Tell(new CloseCall(closed));
        await closed.Task.WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>What one node remembers, or whichever serves best. From outside the cluster one node cannot be chosen: it is some node then.</summary>
    internal async Task<EventPage> ListEventsAsync(EventPosition? after, string? name, Consistency consistency, NodeId? only, TimeSpan? timeout,
        CancellationToken cancellationToken)
    {
        var page = await AskAsync<EventQueryAnswer>(id => new EventQuery(default, id, after, name, consistency == Consistency.Linearizable), timeout,
            cancellationToken, only).ConfigureAwait(false);
        return new EventPage(page.Since, page.UpTo, page.Events, page.IsComplete);
    }

    /// <summary>Asks for a lock. How it ends without one is for the caller to judge.</summary>
    internal Task<AcquireResult> AcquireAsync(Acquire request, LockOptions options, TimeSpan? timeout, Action<int>? queued,
        CancellationToken cancellationToken) => AcquireMeasurement.IsWanted
            ? MeasuredAcquireAsync(request, options, timeout, queued, cancellationToken)
            : PlainAcquireAsync(request, options, timeout, queued, cancellationToken);

    private Task<AcquireResult> MeasuredAcquireAsync(Acquire request, LockOptions options, TimeSpan? timeout, Action<int>? queued,
        CancellationToken cancellationToken) => AcquireMeasurement.MeasureAsync(request, _settings.Group,
            () => PlainAcquireAsync(request, options, timeout, queued, cancellationToken));

    private async Task<AcquireResult> PlainAcquireAsync(Acquire request, LockOptions options, TimeSpan? timeout, Action<int>? queued,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var owner = options.Owner ?? new LockOwner();
        if (owner.HasLost)
            throw new LockLostException($"'{request.Name}' was not asked for: its owner has lost a lock; make a new owner");
        if (_ended.IsCompleted)
            return AcquireResult.Failed(AcquireFailure.Closed);
        if (!_acquires.TryEnter())
            return AcquireResult.Failed(AcquireFailure.TooManyHere);

        // Only a part of a lock may be asked to become all of it: that takes an owner that the cluster can tell from others.
        var isAlone = options.Owner is null && (request.Others.Count > 0 || request.Mode is LockMode.Exclusive or LockMode.Permits);
        var asked = request with { Party = isAlone ? 0 : owner.Id, Delay = options.Delay, Value = options.Value };
        var terms = new AcquireTerms { Timeout = request.Waits ? timeout : _settings.RequestTimeout, MaxHold = options.MaxHold, Within = owner.Session };
        var call = new AcquireCall(NextId(), asked, terms, owner, queued,
            new TaskCompletionSource<AcquireResult>(TaskCreationOptions.RunContinuationsAsynchronously));
        _client.Tell(call);
        using var registration = cancellationToken.Register(() =>
        {
            if (call.Result.TrySetCanceled(cancellationToken))
                _client.Tell(new CancelCall(call.Operation));
        });
        return await UnlessEnded(call.Result.Task, AcquireResult.Failed(AcquireFailure.Closed)).ConfigureAwait(false);
    }

    private Task ReleaseAsync(LockHandle handle, string? message)
    {
        var result = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Tell(new ReleaseCall(handle.Operation, message, result));
        return UnlessEnded(result.Task);
    }

    private Task<LockHandle?> UpgradeAsync(LockHandle handle, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (handle.State is LockState.Lost or LockState.Released)
            throw new LockLostException($"'{handle.Name}' is not held any more");
        var request = handle.Tokens.Count == 1 && handle.Mode is LockMode.Shared or LockMode.Upgradeable
            ? new Acquire(handle.Name, Waits: true)
            : throw new InvalidOperationException($"'{handle.Name}' is not held in a mode that can be upgraded: Shared or Upgradeable");
        var all = new ReplicatedLock(request, new LockOptions { Owner = handle.Owner }, this);
        return all.TryAcquireAsync(timeout ?? Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private static void CheckName(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        if (!LockName.IsValid(name))
            throw new ArgumentException($"the name of a lock has 1 to {LockName.MaxBytes} bytes of UTF-8", parameter);
        if (LeaseName.IsReserved(name))
            throw new ArgumentException($"'{name}' is the lock of an Akka.Coordination lease: use the lease", parameter);
        if (ElectionName.IsReserved(name))
            throw new ArgumentException($"'{name}' is the lock of an election: use GetElection", parameter);
    }

    /// <summary>What is told to an actor that has ended is never answered.</summary>
    private async Task<T> UnlessEnded<T>(Task<T> answer, T otherwise)
    {
        await Task.WhenAny(answer, _ended).ConfigureAwait(false);
        return answer.IsCompleted || !_ended.IsCompleted ? await answer.ConfigureAwait(false) : otherwise;
    }

    private async Task UnlessEnded(Task answer)
    {
        await Task.WhenAny(answer, _ended).ConfigureAwait(false);
        if (answer.IsCompleted)
            await answer.ConfigureAwait(false);
    }

    private async Task<TAnswer> AskAsync<TAnswer>(Func<long, Query> query, TimeSpan? timeout, CancellationToken cancellationToken, NodeId? only = null)
        where TAnswer : class, IQueryAnswer
    {
        var limit = Limit(timeout);
        var answer = await Ask(result => new QueryCall(query(NextId()), limit, result, only), cancellationToken).ConfigureAwait(false);
        return answer as TAnswer ?? throw new ConsensusUnavailableException($"no node answered within {limit.TotalSeconds:0.#} s, or there is no quorum");
    }

    private async Task<IQueryAnswer?> Ask(Func<TaskCompletionSource<IQueryAnswer?>, Call> call, CancellationToken cancellationToken)
    {
        if (!_queries.TryEnter())
            throw ConsensusOverloadedException.OfQuestions(_settings.Client.MaxQueries);
        var result = new TaskCompletionSource<IQueryAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Tell(call(result));
        return await UnlessEnded(result.Task, null).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private TimeSpan Limit(TimeSpan? timeout) => timeout is { } given && given < TimeSpan.FromDays(1) ? given : timeout is null
        ? _settings.RequestTimeout
        : TimeSpan.FromDays(1);

    private long NextId() => Interlocked.Increment(ref _lastId);
}

/// <summary>Makes the extension.</summary>
public sealed class ReplicatedLocksProvider : ExtensionIdProvider<ReplicatedLocks>
{
    /// <inheritdoc/>
    public override ReplicatedLocks CreateExtension(ExtendedActorSystem system) => new(system);
}
