using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Simulation.World;

/// <summary>What an application does: takes locks, holds them for a while, changes its mind, asks, leaves.</summary>
public sealed class Workload
{
    private const int MaxOpen = 3;
    private const int MaxOpenInBursts = 60;
    private const int MaxBeforeForging = 150;
    private const long Ms = Schedule.Millisecond;

    private readonly SimulatedClient _client;
    private readonly SimulatedWorld _world;
    private readonly Prng _random;
    private readonly Wishes _wishes;
    private readonly Action _left;
    private long _last;
    private bool _isSettling;

    /// <param name="client">The application's core.</param>
    /// <param name="left">Called when it has closed its session and ends.</param>
    public Workload(SimulatedClient client, Action left)
    {
        _client = client;
        _world = client.World;
        _random = new Prng(client.World.Luck + (ulong)client.Endpoint, Dice.Applications);
        _wishes = new Wishes(_random, _world.Plan);
        _left = left;
        client.OnTold = Told;
        Later(_random.Between(0, _world.Plan.ThinkMax), Act);
    }

    /// <summary>Starts nothing new, and gives back at once what it gets.</summary>
    public void Settle()
    {
        _isSettling = true;
        foreach (var hold in _client.Holds.ToList())
            ReleaseLater(hold.Operation);
    }

    private void Act()
    {
        if (_isSettling || _client.IsClosing)
            return;
        var dice = _random.Below(100);
        if (_world.Plan.BurstMax > 0 && _random.Percent(3))
            Burst();
        else if (dice < 70)
            Acquire();
        else if (dice < 85)
            _client.Query(++_last, _random.Percent(50) ? LockName() : null, isLinearizable: _random.Percent(70));
        else if (dice < 87)
            _client.QueryStatus(++_last);
        else if (dice > 97 && _last < MaxBeforeForging)
            Forge();
        else if (dice == 87 && _random.Percent(40))
            _client.Close();
        else if (dice is 88 or 89)
            TakeAway();
        Later(_random.Between(1, _world.Plan.ThinkMax), Act);
    }

    /// <summary>Much at once: more than the leader's queue, the client or the lock table may take.</summary>
    private void Burst()
    {
        for (var i = _random.Between(1, _world.Plan.BurstMax); i > 0 && _client.Open.Count < MaxOpenInBursts; i--)
        {
            Ask();
            if (_random.Percent(20))
                _client.Query(++_last, null, isLinearizable: true);
        }
    }

    private void Acquire()
    {
        if (_client.Open.Count < MaxOpen)
            Ask();
    }

    private void Ask()
    {
        var operation = ++_last;
        var patience = _random.Below(10);
        TimeSpan? timeout = patience < 4 ? null : TimeSpan.FromMicroseconds(_random.Between(1, 3000) * Ms);
        _client.Acquire(operation, _wishes.Draw(waits: patience < 8), timeout);
        if (_random.Percent(20))
            Later(_random.Between(1, _random.Pick([20 * Ms, 1000 * Ms])), () => _client.Cancel(operation));
    }

    private void Forge()
    {
        var locks = _world.Watch.Locks.At(_world.Watch.Chosen.Last);
        var name = LockName();
        if (locks.TryGetValue(name, out var state) && state.Holder.Session != _client.Session)
            _client.Forge(name, state.Holder, state.Token);
    }

    /// <summary>As an operator does: from whoever holds it, or held it a moment ago.</summary>
    private void TakeAway()
    {
        var last = _world.Watch.Chosen.Last.Value;
        var locks = _world.Watch.Locks.At(new LogIndex(Math.Max(0, last - _random.Below(5))));
        if (locks.TryGetValue(LockName(), out var state))
            _client.TakeAway(++_last, new ForceRelease(LockName(), _random.Pick(state.Holders).Token, "operator"));
    }

    private void Told(IOutcome outcome)
    {
        if (outcome is Acquired acquired)
            ReleaseLater(acquired.Operation);
        if (outcome is Closed && _client.IsAlive)
        {
            _client.Crash();
            _left();
        }
    }

    private void ReleaseLater(long operation)
    {
        var hold = _isSettling ? 5 * Ms : _world.Plan.HoldMax;
        Later(_random.Between(0, hold), () =>
        {
            if (_client.Holds.Any(h => h.Operation == operation))
                _client.Release(operation);
        });
    }

    private string LockName() => _wishes.LockName();

    private void Later(long delay, Action action) => _world.Schedule.After(delay, () => _client.Run(() =>
    {
        if (_client.IsAlive)
            action();
    }));
}
