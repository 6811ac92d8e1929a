using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Simulation.Runs;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Simulation.Checks;

/// <summary>M4: each request is carried out once, and a retry gets the same answer.</summary>
public sealed class ExactlyOnce(Watch watch) : Checker(watch)
{
    private readonly HashSet<Owner> _carried = [];
    private readonly Dictionary<Owner, LockAnswer> _first = [];

    public override string Id => "M4";

    public override void Chosen(LockStep step)
    {
        if (step.Command is SessionRequest request)
            Judge(step, request);
        var told = step.Answers.Select(a => (new Owner(a.Session, a.Sequence), a.Answer.GetType())).ToHashSet();
        if (!told.SetEquals(step.Expected.Select(e => (e.Request, e.Kind))))
        {
            throw Broken($"{step.Index} {step.Command} answers {string.Join(", ", step.Answers)}; "
                + $"expected {string.Join(", ", step.Expected)}");
        }
    }

    public override void Sent(SimulatedNode from, Address to, IMessage message)
    {
        if (message is not SessionAnswers answers)
            return;
        foreach (var answer in answers.Items)
        {
            if (Watch.Locks.AnsweredAt(answer) is null)
                throw Broken($"{from.Id} tells {to} {answer}, which the chosen log does not say");
        }
    }

    private void Judge(LockStep step, SessionRequest request)
    {
        var owner = new Owner(request.Session, request.Sequence);
        if (step.Answers.FirstOrDefault(a => new Owner(a.Session, a.Sequence) == owner).Answer is not { } answer)
            return;
        if (_carried.Add(owner))
        {
            _first.Add(owner, answer);
            return;
        }

        World.Probes.Hit(Probe.RetryAnsweredFromTheWindow);
        if (answer != _first[owner])
            throw Broken($"the retry {step.Index} {request} gets {answer}; the first got {_first[owner]}");
        if (step.Before.Count != step.After.Count || step.Before.Any(b => !step.After.TryGetValue(b.Key, out var after) || after.Holder != b.Value.Holder))
            throw Broken($"the retry {step.Index} {request} changed a lock");
    }
}

/// <summary>
/// M5 and M7: the answer to a linearizable query reflects all that was acknowledged to anybody before it was asked; any answer is the state at some
/// index.
/// </summary>
public sealed class ReadsAreCurrent(Watch watch) : Checker(watch)
{
    private readonly Dictionary<(ClientId Client, long Query), (LogIndex Floor, bool IsLinearizable)> _asked = [];
    private readonly Dictionary<(ClientId Client, long Query), LockQuery> _queries = [];

    public override string Id => "M7";

    public override void Asked(SimulatedClient client, long query, bool isLinearizable) =>
        _asked.Add((client.Id, query), (isLinearizable ? Watch.Acknowledged : LogIndex.Zero, isLinearizable));

    public override void Sent(SimulatedClient from, IMessage message)
    {
        if (message is LockQuery query)
            _queries[(query.Client, query.Id)] = query;
    }

    public override void Telling(SimulatedClient client, IOutcome outcome)
    {
        if (outcome is not Answered { Answer: LockQueryAnswer answer })
            return;
        var (floor, isLinearizable) = _asked[(client.Id, answer.Id)];
        var query = _queries[(client.Id, answer.Id)];
        if (isLinearizable)
        {
            for (var index = floor; index <= Watch.Chosen.Last; index = index.Next)
            {
                if (!IsAt(index, query, answer))
                    continue;
                Watch.Acknowledged = LogIndex.Max(Watch.Acknowledged, index);
                return;
            }
        }
        else
        {
            // Most answers are of the newest state: it is found sooner from the end.
            for (var index = Watch.Chosen.Last.Value; index >= 0; index--)
            {
                if (IsAt(new LogIndex(index), query, answer))
                    return;
            }
        }

        throw Broken($"{client.Id} asked {query} when {floor} was acknowledged, and is told [{string.Join(", ", answer.Locks)}]");
    }

    private bool IsAt(LogIndex index, LockQuery query, LockQueryAnswer answer)
    {
        var states = Watch.Locks.At(index);
        var expected = query.Name is null ? states.Count : states.ContainsKey(query.Name) ? 1 : 0;
        if (!answer.IsComplete || answer.Locks.Count != expected)
            return false;
        for (var i = 0; i < answer.Locks.Count; i++)
        {
            var held = answer.Locks[i];
            if (!states.TryGetValue(held.Name, out var state) || state.Token != held.Token || state.Holder.Session != held.Session
                || state.Waiting.Count != held.Waiting)
                return false;
        }

        return true;
    }
}

/// <summary>Notes how far clients have been answered: what M6 and M7 start from.</summary>
public sealed class Acknowledgements(Watch watch) : Checker(watch)
{
    public override string Id => "M6";

    public override void Received(Address to, Address from, IMessage message)
    {
        if (to.Role != Role.Client)
            return;
        switch (message)
        {
            case SessionOpened opened:
                Note(new LogIndex(opened.Session.Value));
                break;
            case SessionAnswers answers:
                foreach (var answer in answers.Items)
                    Note(Watch.Locks.AnsweredAt(answer) ?? throw Broken($"{to} got {answer}, which the chosen log does not say"));
                break;
        }
    }

    private void Note(LogIndex index) => Watch.Acknowledged = LogIndex.Max(Watch.Acknowledged, index);
}

/// <summary>L5: no session expires before its time to live has passed since its last acknowledged keep-alive was sent.</summary>
public sealed class NoSessionExpiresEarly(Watch watch) : Checker(watch)
{
    private readonly Dictionary<(ClientId Client, long Nonce), long> _openSent = [];
    private readonly Dictionary<(SessionId Session, long Number), long> _sent = [];
    private readonly Dictionary<SessionId, long> _heard = [];
    private readonly Dictionary<SessionId, long> _expired = [];

    public override string Id => "L5";

    /// <summary>The time to live by the fastest clock there may be.</summary>
    private long Shortest =>
        (long)World.Plan.Client.SessionTimeToLive.TotalMicroseconds * 1_000_000 / (1_000_000 + World.Plan.WidestDrift) - 2;

    public override void Sent(SimulatedClient from, IMessage message)
    {
        if (message is KeepAlive alive)
            _sent[(alive.Session, alive.Number)] = World.Schedule.Now;
        if (message is ClientCommands { Commands: [OpenSession open] })
            _openSent[(open.Client, open.Nonce)] = World.Schedule.Now;
    }

    public override void Sent(SimulatedNode from, Address to, IMessage message)
    {
        if (message is not KeepAliveAnswer answer)
            return;
        var sent = _sent[(answer.Session, answer.Number)];
        _heard[answer.Session] = Math.Max(_heard[answer.Session], sent);
        if (_expired.TryGetValue(answer.Session, out var expired) && expired < sent + Shortest)
            throw Broken($"{from.Id} acknowledges keep-alive {answer.Number} of session {answer.Session}, which expired {expired - sent} µs after it was sent");
    }

    public override void Chosen(LockStep step)
    {
        var now = World.Schedule.Now;
        if (step.Command is OpenSession open)
            _heard[new SessionId(step.Index.Value)] = _openSent[(open.Client, open.Nonce)];
        if (step.Command is not ExpireSession expire || step.Ended is null)
            return;
        _expired[expire.Session] = now;
        if (now < _heard[expire.Session] + Shortest)
            throw Broken($"session {expire.Session} expires {now - _heard[expire.Session]} µs after its last acknowledged keep-alive was sent");
    }
}

/// <summary>
/// L10: what a client believes to hold it does hold, at every moment of real time: from the word that it has the lock to the word that it has not, its own
/// release, or its deadline by its own clock. And nobody else believes the same.
/// </summary>
public sealed class BeliefsAreTrue(Watch watch) : Checker(watch)
{
    private readonly Dictionary<FencingToken, (SimulatedClient Client, Hold Hold)> _beliefs = [];

    public override string Id => "L10";

    public override void Telling(SimulatedClient client, IOutcome outcome)
    {
        if (outcome is not Acquired acquired)
            return;
        if (client.IsPastDeadline)
            throw Broken($"{client.Id} is told that it has a lock after its deadline");
        if (client.Holds.Any(h => h.Session != client.Session))
            throw Broken($"{client.Id} is told of a new lock before it is told that old ones are lost");
        var hold = client.HoldOf(acquired);
        foreach (var part in hold.Parts)
            Judge(client, hold, part);
    }

    private void Judge(SimulatedClient client, Hold hold, HeldPart part)
    {
        // Of an owner that has the lock again every hold is true as long as the lock is its.
        if (hold.Party == 0 && !_beliefs.TryAdd(part.Token, (client, hold)))
            throw Broken($"{client.Id} is told of the token {part.Token}, which was told before");
        // An operator had taken it away before the grant was told: the word of that follows.
        if (hold.IsTakenAway)
            return;
        foreach (var other in World.Clients.Where(c => c != client))
        {
            foreach (var held in other.Holds.Where(h => !h.IsTakenAway && other.Believes(h)).SelectMany(h => h.Parts))
            {
                if (held.Name == part.Name && held.Permits == 0 && !ReferenceLines.AreCompatible(held.Mode, part.Mode))
                    throw Broken($"{client.Id} and {other.Id} both believe to hold {held.Name}");
            }
        }

        var owner = new Owner(hold.Session, hold.Sequence);
        if (!Watch.Locks.At(Watch.Chosen.Last).TryGetValue(part.Name, out var state) || state.Of(owner)?.Token != part.Token)
            throw Broken($"{client.Id} is told that it has {part.Name} with {part.Token}, which the cluster has taken away");
    }

    public override void Chosen(LockStep step)
    {
        // An operator takes a lock away whatever its holder believes: until it is told, only tokens protect the resource.
        if (step.Command is SessionRequest { Body: ForceRelease })
        {
            foreach (var client in World.Clients)
                client.NoteTakenAway(step.Answers.Where(a => a.Answer is Revoked).Select(a => new Owner(a.Session, a.Sequence)));
            return;
        }

        foreach (var (name, before) in step.Before)
        {
            foreach (var holder in before.Holders)
            {
                if (step.After.TryGetValue(name, out var after) && after.Of(holder.Owner) is not null)
                    continue;
                if (World.Clients.SelectMany(c => c.Holds.Where(c.Believes)).Any(h => !h.IsTakenAway && new Owner(h.Session, h.Sequence) == holder.Owner))
                    throw Broken($"{step.Index} {step.Command} takes {name} from {holder.Owner}, which still believes to hold it");
            }
        }
    }
}
