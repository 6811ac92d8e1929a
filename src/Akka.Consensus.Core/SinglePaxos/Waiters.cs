namespace Akka.Consensus.Core.SinglePaxos;

/// <summary>The clients that wait for the value of a register. Not thread-safe.</summary>
internal sealed class Waiters(RegisterLimits limits)
{
    // The proposer of the node may have begun another life meanwhile, and know nothing of it.
    private static readonly TimeSpan ReminderInterval = TimeSpan.FromSeconds(1);

    private readonly SortedDictionary<InstanceId, List<Waiter>> _byInstance = [];
    private int _count;
    private long _questions;
    private TimeSpan _remindedAt;

    private readonly record struct Waiter(Address Client, long Number, TimeSpan Since, Value? Own, long Question);

    /// <summary>Whether no further client may wait.</summary>
    public bool IsFull => _count >= limits.Waiting;

    /// <summary>Answers to questions of an earlier life are not answers to this one.</summary>
    public void Start(TimeSpan now) => _questions = now.Ticks;

    /// <summary>Takes note of a client that waits.</summary>
    /// <returns>What is asked of the proposer for it.</returns>
    public IMessage Add(TimeSpan now, InstanceId instance, RegisterRequest request)
    {
        if (!_byInstance.TryGetValue(instance, out var waiters))
            _byInstance.Add(instance, waiters = []);
        var client = Address.Client(request.Client);
        _count -= waiters.RemoveAll(w => w.Client == client && w.Number == request.Number);
        var waiter = new Waiter(client, request.Number, now, (request as Decide)?.Value, ++_questions);
        waiters.Add(waiter);
        _count++;
        return Ask(instance, waiter);
    }

    /// <summary>The clients that wait for the value of a register: they wait no more.</summary>
    public IReadOnlyList<(Address Client, long Number)> TakeAll(InstanceId instance) => Take(instance, _ => true);

    /// <summary>The clients whose question is answered by there being no value.</summary>
    public IReadOnlyList<(Address Client, long Number)> TakeReaders(Open open) =>
        Take(open.Instance, w => w.Own is null && w.Question <= open.Number);

    /// <summary>What is asked of the proposer again, now and then; and those are forgotten who have waited for too long.</summary>
    public IReadOnlyList<IMessage> Remind(TimeSpan now)
    {
        if (now - _remindedAt < ReminderInterval)
            return [];
        _remindedAt = now;
        foreach (var instance in _byInstance.Keys.ToList())
            Take(instance, w => now - w.Since >= limits.Patience);
        return [.. _byInstance.SelectMany(b => b.Value.Where(w => w.Own is null).TakeLast(1).Concat(b.Value.Where(w => w.Own is not null).Take(1))
            .Select(w => Ask(b.Key, w)))];
    }

    private static IMessage Ask(InstanceId instance, Waiter waiter) =>
        waiter.Own is { } own ? new Propose(instance, own) : new Find(instance, waiter.Question);

    private List<(Address Client, long Number)> Take(InstanceId instance, Func<Waiter, bool> which)
    {
        if (!_byInstance.TryGetValue(instance, out var waiters))
            return [];
        var taken = waiters.Where(which).Select(w => (w.Client, w.Number)).ToList();
        _count -= waiters.RemoveAll(w => which(w));
        if (waiters.Count == 0)
            _byInstance.Remove(instance);
        return taken;
    }
}
