using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Service;

/// <summary>
/// What clients ask that only a leader may answer: each waits for a quorum round that began after it came, and then until this node has
/// applied what was chosen by then. Not thread-safe.
/// </summary>
public sealed class Questions(GroupSettings settings)
{
    private readonly Queue<(long Round, ClientMessage Message)> _unconfirmed = new();
    private readonly Queue<(LogIndex At, ClientMessage Message)> _confirmed = new();

    /// <summary>How many wait.</summary>
    public int Count => _unconfirmed.Count + _confirmed.Count;

    /// <summary>A question came. If no round is under way, one begins at once.</summary>
    public void Add(ClientMessage message, Proposer proposer, Effects effects)
    {
        if (Count >= settings.MaxQuestions)
        {
            effects.Send(Address.Client(message.Client), new Overloaded(Taken: 0));
            return;
        }

        _unconfirmed.Enqueue((proposer.Rounds.Begun + 1, message));
        if (!proposer.Rounds.IsOpen)
            proposer.BeginRound(effects);
    }

    /// <summary>Hands out the questions that may be answered now.</summary>
    public void Settle(Proposer proposer, LogIndex applied, Action<LogIndex, ClientMessage> answer, Effects effects)
    {
        if (!proposer.IsEstablished)
            return;
        while (_unconfirmed.TryPeek(out var next) && proposer.IsConfirmed(next.Round))
            _confirmed.Enqueue((proposer.Committed, _unconfirmed.Dequeue().Message));
        if (_unconfirmed.Count > 0 && !proposer.Rounds.IsOpen)
            proposer.BeginRound(effects);
        while (_confirmed.TryPeek(out var next) && next.At <= applied)
        {
            _confirmed.Dequeue();
            answer(next.At, next.Message);
        }
    }

    /// <summary>Forgets all: this node leads no more.</summary>
    public void Clear()
    {
        _unconfirmed.Clear();
        _confirmed.Clear();
    }
}
