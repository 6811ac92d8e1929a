using Akka.Consensus.Actors;
using Akka.Consensus.Client;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Locks;
using Xunit;

namespace Akka.Consensus.Tests;

/// <summary>The life of a handle, on a session whose deadline is set by hand.</summary>
public sealed class LockHandleSpec
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact(DisplayName = "A handle should tell that it is held, suspended, held again and lost, as each comes about, and then no more")]
    public async Task A_handle_should_tell_its_states()
    {
        using var session = new SessionLease(new SessionId(1), Clock.Now + Hour, Clock.Now + TimeSpan.FromMilliseconds(100));
        var handle = Handles.Of(session);
        session.Add(handle);
        await using var states = handle.StatesAsync().GetAsyncEnumerator();
        Assert.Equal(LockState.Held, await NextAsync(states));

        Assert.Equal(LockState.Suspended, await NextAsync(states));
        session.Extend(Clock.Now + Hour, Clock.Now + Hour);
        Assert.Equal(LockState.Held, await NextAsync(states));
        session.Lose();
        Assert.Equal(LockState.Lost, await NextAsync(states));

        Assert.False(await states.MoveNextAsync());
        Assert.Equal(new Loss(LossReason.SessionEnded, null), handle.Loss);
    }

    [Fact(DisplayName = "A handle that is given back when its time has passed should be lost, though nobody looked before, and its owner have lost a lock")]
    public async Task A_handle_that_is_given_back_too_late_should_be_lost()
    {
        using var session = new SessionLease(new SessionId(1), Clock.Now + Hour, Clock.Now + Hour);
        var owner = new LockOwner();
        var handle = Handles.Of(session, owner);
        owner.Add(handle);
        session.Extend(Clock.Now - Hour, Clock.Now - Hour);

        await handle.DisposeAsync();

        Assert.Equal(LockState.Lost, handle.State);
        Assert.True(owner.HasLost);
    }

    [Fact(DisplayName = "A handle should be lost when it has been held for as long as it may be, without a word from anyone")]
    public async Task A_handle_should_be_lost_after_its_maximum_hold()
    {
        using var session = new SessionLease(new SessionId(1), Clock.Now + Hour, Clock.Now + Hour);
        var handle = Handles.Of(session, maxHold: TimeSpan.Zero);

        Assert.Equal(new Loss(LossReason.HeldTooLong, null), handle.Loss);
        Assert.True(handle.Lost.IsCancellationRequested);
        await handle.ReleaseAsync();
    }

    [Fact(DisplayName = "A handle that is given back should say so, and its owner may go on")]
    public async Task A_handle_that_is_given_back_should_say_so()
    {
        using var session = new SessionLease(new SessionId(1), Clock.Now + Hour, Clock.Now + Hour);
        var owner = new LockOwner();
        var handle = Handles.Of(session, owner);
        owner.Add(handle);

        await handle.ReleaseAsync();

        Assert.Equal(LockState.Released, handle.State);
        Assert.False(owner.HasLost);
        Assert.False(handle.Lost.IsCancellationRequested);
    }

    private static async Task<LockState> NextAsync(IAsyncEnumerator<LockState> states)
    {
        Assert.True(await states.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1)));
        return states.Current;
    }
}
