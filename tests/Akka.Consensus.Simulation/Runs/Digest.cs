using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Service;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Simulation.Runs;

/// <summary>
/// A running 64-bit hash of all that happens, the same in every process on every machine. What is said often is hashed by its fields; all
/// else by its text, so that a new kind of message is never left out.
/// </summary>
public sealed class Digest
{
    public ulong Value { get; private set; } = 14695981039346656037;

    public void Add(ulong number)
    {
        var mixed = (Value ^ number) * 0xBF58476D1CE4E5B9;
        Value = mixed ^ (mixed >> 29);
    }

    public void Add(long number) => Add((ulong)number);

    public void Add(string text)
    {
        var hash = 14695981039346656037;
        foreach (var character in text)
            hash = (hash ^ character) * 1099511628211;
        Add(hash);
    }

    public void Add(Address address)
    {
        Add((ulong)address.Role + 1);
        Add(address.Name ?? "");
    }

    public void Add(IMessage message)
    {
        switch (message)
        {
            case Heartbeat:
                Add(1);
                break;
            case HeartbeatReply reply:
                Add(2, reply.Ballot, reply.IsContent ? 1 : 0);
                Add(reply.Leader);
                break;
            case Accept accept:
                Add(3, accept.Ballot, accept.Previous.Value, accept.Entries.Count);
                Add(accept.Before.Value);
                Add(accept.Agreed.Value, accept.Adopted.Value, accept.Committed.Value, accept.Round);
                break;
            case Accepted vote:
                Add(4, vote.Ballot, vote.UpTo.Value, vote.Round);
                Add(vote.Journal.Position);
                Add(vote.Snapshot.Value);
                break;
            case Commit commit:
                Add(5, commit.Ballot, commit.Committed.Value, commit.Round);
                Add(commit.Snapshotted.Value);
                break;
            case Promise promise:
                Add(6, promise.Ballot, promise.Last.Value, promise.Committed.Value);
                Add(promise.Log.Value);
                Add(promise.Accepted);
                Add(promise.Journal.Position);
                break;
            case Fetch fetch:
                Add(7, fetch.Ballot, fetch.Previous.Value, fetch.UpTo.Value);
                break;
            case Fetched fetched:
                Add(8, fetched.Ballot, fetched.Previous.Value, fetched.Entries.Count);
                Add(fetched.Committed.Value);
                break;
            case Chosen chosen:
                Add(9, chosen.Previous.Value, chosen.Entries.Count);
                break;
            case Applied applied:
                Add(10, applied.UpTo.Value, applied.Opened.Count, applied.Ended.Count);
                break;
            case KeepAlive alive:
                Add(11, alive.Session.Value, alive.Number, alive.Waiting.Count);
                break;
            case KeepAliveAnswer answer:
                Add(12, answer.Session.Value, answer.Number);
                break;
            case ClientCommands commands:
                Add(13, commands.Commands.Count);
                foreach (var command in commands.Commands)
                    Add(command);
                break;
            case SessionAnswers answers:
                Add(14, answers.Items.Count);
                foreach (var answer in answers.Items)
                    Add(answer.Session.Value, answer.Sequence);
                break;
            case LockQuery query:
                Add(21, query.Id, query.IsLinearizable ? 1 : 0, query.IsForwarded ? 1 : 0);
                Add(query.Name ?? "all");
                Add(query.Client.Value);
                break;
            case AnswerQuery query:
                Add(22, query.At.Value, query.Query.Id);
                Add(query.Query.Client.Value);
                break;
            case LockQueryAnswer answer:
                Add(answer);
                break;
            case Unavailable refusal:
                Add(23);
                Add(refusal.Leader?.Value ?? "nobody");
                break;
            case Remind remind:
                Add(24, remind.Session.Value, remind.Waiting.Count);
                break;
            case Prepare prepare:
                Add(25, prepare.Ballot, 0);
                break;
            case Reject reject:
                Add(26, reject.Ballot, reject.Promised.Round);
                Add(reject.Promised.Node.Value);
                break;
            default:
                Add(Wording.Of(message));
                break;
        }
    }

    public void Add(IOutcome outcome)
    {
        switch (outcome)
        {
            case Acquired acquired:
                Add(17, acquired.Operation, acquired.Token.Value);
                break;
            case NotAcquired denied:
                Add(18, denied.Operation, (long)denied.Reason);
                break;
            case GivenBack given:
                Add(19, given.Operation);
                break;
            case Answered { Answer: LockQueryAnswer answer } answered:
                Add(answered.Query);
                Add(answer);
                break;
            default:
                Add(Wording.Of(outcome));
                break;
        }
    }

    public void Add(IEvent change)
    {
        if (change is not Appended appended)
        {
            Add(Wording.Of(change));
            return;
        }

        Add(15, appended.Ballot, appended.Previous.Value, appended.Committed.Value);
        foreach (var entry in appended.Entries)
            Add(entry);
    }

    public void Add(Command command)
    {
        if (command is SessionRequest request)
        {
            Add(16, request.Session.Value, request.Sequence, request.Acknowledged);
            Add(request.Body.Name);
            Add(request.Body.GetType().Name);
            if (request.Body is Acquire { IsPlain: true } or Release or CancelAcquire)
                return;
            var body = Fingerprint.Empty;
            request.Body.AddTo(ref body);
            Add(body.Value);
            return;
        }

        var fingerprint = Fingerprint.Empty;
        command.AddTo(ref fingerprint);
        Add(fingerprint.Value);
    }

    public void Add(Ballot ballot)
    {
        Add(ballot.Round);
        Add(ballot.Node.Value);
    }

    private void Add(LockQueryAnswer answer)
    {
        Add(20, answer.Id, answer.Locks.Count, answer.IsComplete ? 1 : 0);
        foreach (var held in answer.Locks)
            Add(held.Token.Value, held.Session.Value, held.Waiting);
    }

    private void Add(int kind, Ballot ballot, long first, long second = 0)
    {
        Add(kind, first, second);
        Add(ballot);
    }

    private void Add(long kind, long first, long second = 0, long third = 0)
    {
        Add((ulong)kind);
        Add((ulong)first);
        Add((ulong)second);
        Add((ulong)third);
    }
}
