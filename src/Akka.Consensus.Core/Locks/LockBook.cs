namespace Akka.Consensus.Core.Locks;

/// <summary>The locks that are in use, by name and in the order of their names' characters.</summary>
internal sealed class LockBook
{
    private readonly Dictionary<string, NamedLock> _locks = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => _names;

    /// <summary>All of them, in order.</summary>
    public IEnumerable<NamedLock> All => _names.Select(n => _locks[n]);

    public NamedLock? Find(string name) => _locks.GetValueOrDefault(name);

    /// <summary>Those whose names come after a name, in order; all for an empty one.</summary>
    public IEnumerable<NamedLock> After(string name)
    {
        if (name.Length == 0 || _names.Count == 0)
            return All;
        return string.CompareOrdinal(name, _names.Max) >= 0
            ? []
            : _names.GetViewBetween(name, _names.Max!).Where(n => n != name).Select(n => _locks[n]);
    }

    /// <summary>Takes a lock in, unless it is there already.</summary>
    public void Add(NamedLock named)
    {
        if (_locks.TryAdd(named.Name, named))
            _names.Add(named.Name);
    }

    /// <summary>Forgets a lock that nobody holds or awaits.</summary>
    public void ForgetIfIdle(NamedLock named)
    {
        if (named.IsIdle && _locks.Remove(named.Name))
            _names.Remove(named.Name);
    }

    public void Clear()
    {
        _locks.Clear();
        _names.Clear();
    }
}
