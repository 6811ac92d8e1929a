using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Tests.Locks;

/// <summary>A lock table with a log of its own, whose requests are numbered: the first of session 1 is (1, 1).</summary>
internal sealed class TableOfLocks(TableLimits? limits = null)
{
    private readonly Dictionary<long, long> _sequences = [];
    private long _index;

    public LockTable Table { get; } = new(limits ?? TableLimits.Standard);

    public LogIndex Last => new(_index);

    /// <summary>Those who were granted something for which they had waited, in order.</summary>
    public List<Owner> Served => [.. Table.Notices.Where(n => n.Answer is Granted).Select(n => n.Owner)];

    public (LockAnswer Answer, Owner Owner) Ask(long session, Acquire request)
    {
        var owner = new Owner(new SessionId(session), _sequences[session] = _sequences.GetValueOrDefault(session) + 1);
        return (Table.Acquire(Next(), owner, request, s => $"client {s}"), owner);
    }

    public Owner Hold(long session, Acquire request)
    {
        var (answer, owner) = Ask(session, request);
        return answer is Granted ? owner : throw new InvalidOperationException($"{request} gets {answer}");
    }

    public Owner Wait(long session, Acquire request)
    {
        var (answer, owner) = Ask(session, request);
        return answer is Queued ? owner : throw new InvalidOperationException($"{request} gets {answer}");
    }

    public LockAnswer Release(Owner owner, string name = "x", string? note = null) => Table.Release(Next(), owner.Session,
        new Release(name, owner.Sequence, Table.GrantOf(owner)?.Token ?? default) { Note = note });

    public LockAnswer Cancel(Owner owner, string name = "x") => Table.Cancel(Next(), owner.Session, new CancelAcquire(name, owner.Sequence));

    public void End(long session, bool isLost = true) => Table.EndSession(Next(), new SessionId(session), isLost);

    public LogIndex Next() => new(++_index);

    public static Acquire Whole(string name = "x", long party = 0) => new(name, Waits: true) { Party = party };

    public static Acquire Part(string name = "x", long party = 0) => Whole(name, party) with { Mode = LockMode.Shared };

    public static Acquire Permits(int count, int permits, long party = 0) =>
        new("pool", Waits: true) { Mode = LockMode.Permits, Count = count, Permits = permits, Party = party };

    public static Acquire Both(string first, string second, long party = 0) => Whole(first, party) with { Others = [new LockDemand(second)] };
}
