using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>L1: one holder at each index: the first in line.</summary>
public sealed class OneHolder(Watch watch) : Checker(watch)
{
    public override string Id => "L1";

    public override void Chosen(LockStep step)
    {
        foreach (var (name, state) in step.After)
        {
            if (step.Reference.Line(name) is not [var first, ..] || first != state.Holder)
                throw Broken($"after {step.Index} {step.Command}, {name} is held by {state.Holder}");
            if (!step.Reference.IsOpen(state.Holder.Session))
                throw Broken($"after {step.Index} {step.Command}, {name} is held by a session that has ended");
        }
    }
}

/// <summary>L2: tokens rise with every grant of every lock.</summary>
public sealed class TokensRise(Watch watch) : Checker(watch)
{
    private FencingToken _highest;

    public override string Id => "L2";

    public override void Chosen(LockStep step)
    {
        var known = _highest;
        foreach (var (name, state) in step.After)
        {
            if (step.Before.TryGetValue(name, out var before) && before.Token == state.Token && before.Holder == state.Holder)
                continue;
            if (state.Token <= known)
                throw Broken($"{step.Index} {step.Command} grants {name} with {state.Token}, after {known}");
            _highest = state.Token > _highest ? state.Token : _highest;
        }

        if (step.After.Values.Select(s => s.Token).Distinct().Count() != step.After.Count)
            throw Broken($"after {step.Index} {step.Command} two locks have one token");
    }
}

/// <summary>L3: a guarded resource, which refuses a lower token after a higher one, refuses nobody who believes to hold the lock.</summary>
public sealed class GuardedResource(Watch watch) : Checker(watch)
{
    private readonly Dictionary<string, FencingToken> _highest = [];

    public override string Id => "L3";

    public override void Telling(SimulatedClient client, IOutcome outcome)
    {
        if (outcome is Acquired acquired)
            Write(client, client.Open[acquired.Operation], acquired.Token);
    }

    public override void Asked(SimulatedClient client, long query, bool isLinearizable)
    {
        foreach (var hold in client.Holds.Where(client.Believes))
            Write(client, hold.Name, hold.Token);
    }

    private void Write(SimulatedClient client, string name, FencingToken token)
    {
        if (_highest.TryGetValue(name, out var highest) && token < highest)
            throw Broken($"{client.Id} believes to hold {name} with {token}, and the resource has seen {highest}");
        _highest[name] = token;
    }
}

/// <summary>L4: the owner changes only by its release or the end of its session.</summary>
public sealed class OwnersLeaveByThemselves(Watch watch) : Checker(watch)
{
    public override string Id => "L4";

    public override void Chosen(LockStep step)
    {
        foreach (var (name, before) in step.Before)
        {
            if (step.After.TryGetValue(name, out var after) && after.Holder == before.Holder && after.Token == before.Token)
                continue;
            var isOwn = step.Command switch
            {
                SessionRequest { Body: Release release } request =>
                    release.Name == name && request.Session == before.Holder.Session && release.Token == before.Token,
                CloseSession close => close.Session == before.Holder.Session,
                ExpireSession expire => expire.Session == before.Holder.Session,
                _ => false,
            };
            if (!isOwn)
                throw Broken($"{step.Index} {step.Command} takes {name} from {before.Holder}");
        }
    }
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
            var isNew = !step.Before.TryGetValue(name, out var before) || before.Token != state.Token;
            if (isNew && _cancelled.Contains(state.Holder))
                throw Broken($"{step.Index} {step.Command} grants {name} to {state.Holder}, which was cancelled");
        }

        foreach (var (name, state) in step.After)
        {
            if (!step.Reference.Line(name).Skip(1).SequenceEqual(state.Waiting))
                throw Broken($"after {step.Index} {step.Command} the line for {name} is {string.Join(", ", state.Waiting)}");
        }
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
        var isOwn = before.Holder.Session == request.Session && before.Token == release.Token;
        if (!isOwn && (!step.After.TryGetValue(release.Name, out var after) || after.Token != before.Token))
            throw Broken($"{step.Index} {request} released {release.Name}, held by {before.Holder} with {before.Token}");
    }
}

/// <summary>L8: a request gets one token, however often it is sent.</summary>
public sealed class OneTokenForARequest(Watch watch) : Checker(watch)
{
    private readonly Dictionary<Owner, FencingToken> _tokens = [];

    public override string Id => "L8";

    public override void Chosen(LockStep step)
    {
        foreach (var state in step.After.Values)
        {
            if (!_tokens.TryAdd(state.Holder, state.Token) && _tokens[state.Holder] != state.Token)
                throw Broken($"{step.Index} gives {state.Holder} the token {state.Token}; it had {_tokens[state.Holder]}");
        }
    }
}

/// <summary>L9: free and awaited means granted in the same step.</summary>
public sealed class FreeMeansGranted(Watch watch) : Checker(watch)
{
    public override string Id => "L9";

    public override void Chosen(LockStep step)
    {
        foreach (var name in step.Reference.Names)
        {
            if (!step.After.ContainsKey(name))
                throw Broken($"after {step.Index} {step.Command} {name} is free, and {step.Reference.Line(name)[0]} waits for it");
        }
    }
}
