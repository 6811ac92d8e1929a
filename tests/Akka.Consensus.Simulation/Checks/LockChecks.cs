using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>L1: one holder at each index, or holders that go together; and of several locks that were asked for in one entry all or none.</summary>
public sealed class OneHolder(Watch watch) : Checker(watch)
{
    public override string Id => "L1";

    public override void Chosen(LockStep step)
    {
        foreach (var name in step.Reference.Held)
        {
            if (!step.After.ContainsKey(name))
                throw Broken($"after {step.Index} {step.Command}, {name} is free; {step.Reference.Holders(name)[0].Owner} should have it");
        }

        foreach (var (name, state) in step.After)
        {
            if (!state.Holders.Select(h => h.Owner).SequenceEqual(step.Reference.Holders(name).Select(h => h.Owner)))
                throw Broken($"after {step.Index} {step.Command}, {name} is held by {string.Join(", ", state.Holders)}");
            foreach (var holder in state.Holders)
                Judge(step, name, state, holder);
        }
    }

    private void Judge(LockStep step, string name, LockState state, ClaimView holder)
    {
        if (!step.Reference.IsOpen(holder.Owner.Session))
            throw Broken($"after {step.Index} {step.Command}, {name} is held by a session that has ended");
        var claim = step.Reference.Holders(name).First(h => h.Owner == holder.Owner);
        if (claim.Request.Demands.Any(d => !step.After.TryGetValue(d.Name, out var other) || other.Of(holder.Owner) is null))
            throw Broken($"after {step.Index} {step.Command}, {holder.Owner} has {name} and not all that it asked for with it");
        var permits = claim.Demand(name).Permits;
        if (permits > 0 && state.Holders.Sum(h => h.Count) > permits)
            throw Broken($"after {step.Index} {step.Command}, more than {permits} permits of {name} are taken");
        if (permits == 0 && state.Holders.Any(other => !IsSameParty(holder, other) && !ReferenceLines.AreCompatible(holder.Mode, other.Mode)))
            throw Broken($"after {step.Index} {step.Command}, {name} is held by {string.Join(", ", state.Holders)}, who do not go together");
    }

    private static bool IsSameParty(ClaimView one, ClaimView other) =>
        one.Owner == other.Owner || (one.Party > 0 && one.Party == other.Party && one.Owner.Session == other.Owner.Session);
}

/// <summary>L2: tokens rise with every grant of every lock. Only an owner that has a lock gets it again with the token that it has.</summary>
public sealed class TokensRise(Watch watch) : Checker(watch)
{
    private FencingToken _highest;

    public override string Id => "L2";

    public override void Chosen(LockStep step)
    {
        var known = _highest;
        foreach (var (name, state) in step.After)
        {
            foreach (var holder in state.Holders)
            {
                if (step.Before.TryGetValue(name, out var before) && before.Holders.Any(b => b.Token == holder.Token && IsOwn(b, holder)))
                    continue;
                if (holder.Token <= known)
                    throw Broken($"{step.Index} {step.Command} grants {name} with {holder.Token}, after {known}");
                _highest = holder.Token > _highest ? holder.Token : _highest;
            }
        }

        var tokens = step.After.SelectMany(s => s.Value.Holders.Select(h => (h.Token, s.Key, h.Owner.Session, Party: h.Party > 0 ? h.Party : -h.Owner.Sequence)))
            .Distinct().ToList();
        if (tokens.Select(t => t.Token).Distinct().Count() != tokens.Count)
            throw Broken($"after {step.Index} {step.Command} two locks, or two owners, have one token");
    }

    private static bool IsOwn(ClaimView one, ClaimView other) =>
        one.Owner == other.Owner || (one.Party > 0 && one.Party == other.Party && one.Owner.Session == other.Owner.Session);
}

/// <summary>L3: a guarded resource, which refuses a lower token after a higher one, refuses nobody who believes to hold the lock.</summary>
public sealed class GuardedResource(Watch watch) : Checker(watch)
{
    private readonly Dictionary<string, FencingToken> _highest = [];

    public override string Id => "L3";

    public override void Telling(SimulatedClient client, IOutcome outcome)
    {
        if (outcome is Acquired acquired)
            Write(client, client.HoldOf(acquired));
    }

    public override void Asked(SimulatedClient client, long query, bool isLinearizable)
    {
        foreach (var hold in client.Holds.Where(client.Believes))
            Write(client, hold);
    }

    /// <summary>Whoever has only a part of a lock reads. Whom an operator has deprived of it is rightly refused.</summary>
    private void Write(SimulatedClient client, Hold hold)
    {
        foreach (var part in hold.Parts.Where(p => p.Mode == LockMode.Exclusive && !hold.IsTakenAway))
            Write(client, part.Name, part.Token);
    }

    private void Write(SimulatedClient client, string name, FencingToken token)
    {
        if (_highest.TryGetValue(name, out var highest) && token < highest)
            throw Broken($"{client.Id} believes to hold {name} with {token}, and the resource has seen {highest}");
        _highest[name] = token;
    }
}

/// <summary>L4: the owner changes only by its release, the end of its session or an operator's word.</summary>
public sealed class OwnersLeaveByThemselves(Watch watch) : Checker(watch)
{
    public override string Id => "L4";

    public override void Chosen(LockStep step)
    {
        foreach (var (name, before) in step.Before)
        {
            foreach (var holder in before.Holders)
            {
                if (step.After.TryGetValue(name, out var after) && after.Of(holder.Owner) is { } still && still.Token == holder.Token)
                    continue;
                if (!IsOwn(step, holder))
                    throw Broken($"{step.Index} {step.Command} takes {name} from {holder.Owner}");
            }
        }
    }

    private static bool IsOwn(LockStep step, ClaimView holder) => step.Command switch
    {
        SessionRequest { Body: Release release } request => request.Session == holder.Owner.Session && release.Sequence == holder.Owner.Sequence
            && step.Before.TryGetValue(release.Name, out var named) && named.Of(holder.Owner)?.Token == release.Token,
        SessionRequest { Body: ForceRelease force } => step.Before.TryGetValue(force.Name, out var named)
            && named.Holders.FirstOrDefault(h => h.Token == force.Token) is { Token.Value: > 0 } meant
            && named.Of(holder.Owner) is not null && meant.Owner.Session == holder.Owner.Session && meant.Party == holder.Party,
        CloseSession close => close.Session == holder.Owner.Session,
        ExpireSession expire => expire.Session == holder.Owner.Session,
        _ => false,
    };
}

/// <summary>L6: grants follow the order of the log, and a cancelled waiter is never granted later.</summary>
public sealed class FirstInFirstOut(Watch watch) : Checker(watch)
{
    private readonly HashSet<Owner> _cancelled = [];

    public override string Id => "L6";

    public override void Chosen(LockStep step)
    {
        if (step.Command is SessionRequest { Body: CancelAcquire cancel } request
            && step.Answers.Any(a => a.Session == request.Session && a.Sequence == request.Sequence && a.Answer is Cancelled))
            _cancelled.Add(new Owner(request.Session, cancel.Sequence));
        foreach (var (name, state) in step.After)
        {
            // A retry may still be told of a grant that was given back before the cancel: that is no new one.
            foreach (var holder in state.Holders.Where(h => _cancelled.Contains(h.Owner)))
            {
                if (!step.Before.TryGetValue(name, out var before) || before.Of(holder.Owner) is null)
                    throw Broken($"{step.Index} {step.Command} grants {name} to {holder.Owner}, which was cancelled");
            }

            Judge(step, name);
        }

        foreach (var name in step.Reference.Awaited)
            Judge(step, name);
    }

    private void Judge(LockStep step, string name)
    {
        var line = Watch.Locks.Table.Locks.WaitingFor(name).Select(w => w.Owner).ToList();
        if (!step.Reference.Waiting(name).Select(w => w.Owner).SequenceEqual(line))
            throw Broken($"after {step.Index} {step.Command} the line for {name} is {string.Join(", ", line)}");
    }
}

/// <summary>L7: a release with another's token does nothing.</summary>
public sealed class ForeignReleasesDoNothing(Watch watch) : Checker(watch)
{
    public override string Id => "L7";

    public override void Chosen(LockStep step)
    {
        if (step.Command is not SessionRequest { Body: Release release } request || !step.Before.TryGetValue(release.Name, out var before))
            return;
        var isOwn = before.Of(new Owner(request.Session, release.Sequence))?.Token == release.Token;
        if (!isOwn && (!step.After.TryGetValue(release.Name, out var after) || !after.Holders.Select(h => h.Owner).SequenceEqual(before.Holders.Select(h => h.Owner))))
            throw Broken($"{step.Index} {request} released {release.Name}, held by {before.Holder} with {before.Token}");
    }
}

/// <summary>L8: a request gets one token for each of its locks, however often it is sent.</summary>
public sealed class OneTokenForARequest(Watch watch) : Checker(watch)
{
    private readonly Dictionary<(Owner Owner, string Name), FencingToken> _tokens = [];

    public override string Id => "L8";

    public override void Chosen(LockStep step)
    {
        foreach (var (name, state) in step.After)
        {
            foreach (var holder in state.Holders)
            {
                if (!_tokens.TryAdd((holder.Owner, name), holder.Token) && _tokens[(holder.Owner, name)] != holder.Token)
                    throw Broken($"{step.Index} gives {holder.Owner} the token {holder.Token} for {name}; it had {_tokens[(holder.Owner, name)]}");
            }
        }
    }
}

/// <summary>L9: free and awaited means granted in the same step.</summary>
public sealed class FreeMeansGranted(Watch watch) : Checker(watch)
{
    public override string Id => "L9";

    public override void Chosen(LockStep step)
    {
        foreach (var name in step.Reference.Awaited)
        {
            var first = step.Reference.Waiting(name)[0];
            var isPlain = first.Request.Others.Count == 0 && !step.Reference.IsKeptBack(name);
            if (isPlain && !step.After.ContainsKey(name))
                throw Broken($"after {step.Index} {step.Command} {name} is free, and {first.Owner} waits for it");
        }

        if (step.Reference.IsAnyoneServable)
            throw Broken($"after {step.Index} {step.Command} somebody waits for what is free");
    }
}

/// <summary>L11: a lock that is lost is kept back for as long as its holder wished, in real time by the fastest clock.</summary>
public sealed class LostLocksAreKeptBack(Watch watch) : Checker(watch)
{
    private readonly Dictionary<FencingToken, (string Name, long LostAt, long Delay)> _lost = [];

    public override string Id => "L11";

    public override void Chosen(LockStep step)
    {
        if (step.Command is EndDelay end && _lost.Remove(end.Token, out var over) && World.Schedule.Now < over.LostAt + over.Delay)
            throw Broken($"{step.Index} {step.Command} frees {over.Name} {World.Schedule.Now - over.LostAt} µs after its loss, not {over.Delay}");
        foreach (var delay in Watch.Locks.Table.Locks.Delays)
        {
            if (_lost.TryAdd(delay.Token, (delay.Name, World.Schedule.Now, Shortest(delay.Duration))))
                World.Probes.Hit(Probe.LostLockWasKeptBack);
        }

        foreach (var (name, state) in step.After)
        {
            var isNew = !step.Before.TryGetValue(name, out var before) || state.Holders.Any(h => before.Holders.All(b => b.Token != h.Token));
            if (isNew && _lost.Values.Any(l => l.Name == name))
                throw Broken($"{step.Index} {step.Command} grants {name}, which is kept back");
        }
    }

    private long Shortest(TimeSpan delay) => (long)delay.TotalMicroseconds * 1_000_000 / (1_000_000 + World.Plan.WidestDrift) - 2;
}
