using System.Text;

namespace Akka.Consensus.Core.Locks;

/// <summary>What a session asks of the lock table.</summary>
public abstract record LockRequest
{
    /// <summary>How long a text may be that an application gives along: the value of a candidate, a word to the next holder, a reason.</summary>
    public const int MaxTextLength = 1024;

    /// <summary>The lock; of several, the first.</summary>
    public abstract string Name { get; init; }

    /// <summary>About how many bytes it takes on the wire and in the journal.</summary>
    public virtual int Size => 3 * Name.Length;

    /// <summary>Whether a sound client may have sent it: what is beyond all limits is not worth the memory.</summary>
    public virtual bool IsBounded => Name.Length <= LockName.MaxBytes;

    /// <summary>Adds its content to a fingerprint.</summary>
    public abstract void AddTo(ref Fingerprint fingerprint);

    /// <inheritdoc cref="object.ToString"/>
    protected virtual bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Name = ").Append(Name);
        return true;
    }

    /// <summary>Whether a text that an application gives along is short enough.</summary>
    protected static bool IsShort(string? text) => text is null || text.Length <= MaxTextLength;
}

/// <summary>Take a lock, or several at once: all or none, at one index of the log.</summary>
/// <param name="Name">The lock.</param>
/// <param name="Waits">Whether to wait in line while somebody else has it.</param>
public sealed record Acquire(string Name, bool Waits) : LockRequest
{
    /// <summary>How many locks one request may want.</summary>
    public const int MaxDemands = 64;

    /// <summary>What is wanted of the lock.</summary>
    public LockMode Mode { get; init; }

    /// <summary>See <see cref="LockDemand.Count"/>.</summary>
    public int Count { get; init; }

    /// <summary>See <see cref="LockDemand.Permits"/>.</summary>
    public int Permits { get; init; }

    /// <summary>Further locks.</summary>
    public IReadOnlyList<LockDemand> Others { get; init; } = [];

    /// <summary>
    /// In whose name: requests of one session that say the same number, which is above 0, do not exclude each other. 0, the default, is an owner of its own.
    /// </summary>
    public long Party { get; init; }

    /// <summary>How long nobody else shall have the locks if they are lost, and not given back: for a resource that cannot check a token.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Shown with the holder to whoever asks; of a candidate it says what those need to know who follow it.</summary>
    public string? Value { get; init; }

    /// <summary>Whether it is what most are: one lock, all of it, and nothing else.</summary>
    public bool IsPlain => Mode == LockMode.Exclusive && Others.Count == 0 && Party == 0 && Delay == TimeSpan.Zero && Value is null;

    /// <summary>All that is wanted.</summary>
    public IEnumerable<LockDemand> Demands => Others.Prepend(new LockDemand(Name, Mode) { Count = Count, Permits = Permits });

    /// <inheritdoc/>
    public override int Size => 3 * (Name.Length + (Value?.Length ?? 0) + Others.Sum(o => o.Name.Length + 8)) + 16;

    /// <inheritdoc/>
    public override bool IsBounded => base.IsBounded && IsShort(Value) && Others.Count < MaxDemands && Others.All(o => o.Name.Length <= LockName.MaxBytes);

    /// <summary>Whether it makes sense.</summary>
    public bool IsSound => IsBounded && Party >= 0 && Delay >= TimeSpan.Zero && Demands.All(d => d.IsSound)
        && (Others.Count == 0 || Demands.Select(d => d.Name).Distinct(StringComparer.Ordinal).Count() == Others.Count + 1);

    /// <inheritdoc/>
    public override void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add(Waits ? 2 : 1);
        fingerprint.Add(Name);
        if (IsPlain)
            return;
        fingerprint.Add(Party);
        fingerprint.Add(Delay.Ticks);
        fingerprint.Add(Value ?? "");
        foreach (var demand in Demands)
        {
            fingerprint.Add(demand.Name);
            fingerprint.Add((int)demand.Mode);
            fingerprint.Add(demand.Count);
            fingerprint.Add(demand.Permits);
        }
    }

    /// <inheritdoc/>
    protected override bool PrintMembers(StringBuilder builder)
    {
        builder.Append(string.Join(" and ", Demands)).Append(Waits ? ", waits" : ", or nothing");
        if (Party > 0)
            builder.Append(", Party = ").Append(Party);
        if (Delay > TimeSpan.Zero)
            builder.Append(", Delay = ").Append(Delay);
        if (Value is not null)
            builder.Append(", Value = ").Append(Value);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Acquire? other) =>
        other is not null && Waits == other.Waits && Party == other.Party && Delay == other.Delay && Value == other.Value && Demands.SequenceEqual(other.Demands);

    /// <inheritdoc/>
    public override int GetHashCode() => (Name, Waits, Mode, Party, Others.Count).GetHashCode();
}

/// <summary>Give back all that an acquire got. Does nothing with a token that is not the holder's (L7).</summary>
/// <param name="Name">The lock; of several, the first.</param>
/// <param name="Sequence">The number of the acquire.</param>
/// <param name="Token">The token that it got for that lock.</param>
public sealed record Release(string Name, long Sequence, FencingToken Token) : LockRequest
{
    /// <summary>A word to whoever has the lock next, if somebody waits for it.</summary>
    public string? Note { get; init; }

    /// <inheritdoc/>
    public override int Size => base.Size + 3 * (Note?.Length ?? 0);

    /// <inheritdoc/>
    public override bool IsBounded => base.IsBounded && IsShort(Note);

    /// <inheritdoc/>
    public override void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add(3);
        fingerprint.Add(Name);
        fingerprint.Add(Sequence);
        fingerprint.Add(Token.Value);
        fingerprint.Add(Note ?? "");
    }
}

/// <summary>Leave the line.</summary>
/// <param name="Name">The lock.</param>
/// <param name="Sequence">The number of the acquire that is taken back.</param>
public sealed record CancelAcquire(string Name, long Sequence) : LockRequest
{
    /// <inheritdoc/>
    public override void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add(4);
        fingerprint.Add(Name);
        fingerprint.Add(Sequence);
    }
}

/// <summary>An operator takes a lock away from its holder.</summary>
/// <param name="Name">The lock.</param>
/// <param name="Token">The holder's: nobody else is to lose it by a command that came late.</param>
/// <param name="By">Who wants it, for the log and for the holder.</param>
public sealed record ForceRelease(string Name, FencingToken Token, string By) : LockRequest
{
    /// <inheritdoc/>
    public override int Size => base.Size + 3 * By.Length;

    /// <inheritdoc/>
    public override bool IsBounded => base.IsBounded && IsShort(By);

    /// <inheritdoc/>
    public override void AddTo(ref Fingerprint fingerprint)
    {
        fingerprint.Add(5);
        fingerprint.Add(Name);
        fingerprint.Add(Token.Value);
        fingerprint.Add(By);
    }
}
