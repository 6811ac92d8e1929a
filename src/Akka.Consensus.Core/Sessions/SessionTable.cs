using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Core.Sessions;

/// <summary>A session, as the leader's clock and the operator see it.</summary>
public readonly record struct SessionView(SessionId Session, ClientId Client, TimeSpan TimeToLive)
{
    /// <summary>What the log says of its silence.</summary>
    public Silence Silence { get; init; }
}

/// <summary>
/// The state machine that the log replicates: sessions, the answers they may ask for again, and the locks. Deterministic.
/// </summary>
/// <remarks>
/// Exactly once after Ongaro, "Consensus: Bridging Theory and Practice" (2014), §6.3: each session has a window of answers, and a request
/// that is in the log twice gets the first answer twice.
/// </remarks>
public class SessionTable(LockTable locks) : IStateMachine
{
    /// <summary>How far beyond its oldest unanswered request a session may go on asking.</summary>
    public const int Window = 1024;

    /// <summary>The shortest time to live; whoever asks for less gets this.</summary>
    public static readonly TimeSpan MinTimeToLive = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest time to live; whoever asks for more gets this.</summary>
    public static readonly TimeSpan MaxTimeToLive = TimeSpan.FromDays(1);

    private const long Format = 2;

    /// <summary>How many answers one message carries: with the longest of them it is still below the usual size of a remote frame.</summary>
    private const int MaxAnswersInMessage = 256;

    private readonly SortedDictionary<SessionId, Session> _sessions = [];
    private readonly List<LockEvent> _events = [];
    private readonly Dictionary<ClientId, List<SessionAnswer>> _answers = [];
    private readonly List<ClientId> _answered = [];

    private sealed class Session(SessionView view)
    {
        public SessionView View { get; set; } = view;

        public SortedDictionary<long, LockAnswer> Answers { get; } = [];

        public long Forgotten { get; set; }

        /// <summary>The acquires whose locks an operator took away, with his name, until the client shows that it knows.</summary>
        public SortedDictionary<long, string> Revoked { get; } = [];
    }

    /// <summary>The locks.</summary>
    public LockTable Locks => locks;

    /// <summary>How many sessions are open.</summary>
    public int Count => _sessions.Count;

    /// <summary>The sessions that are open, oldest first.</summary>
    public IEnumerable<SessionView> Sessions => _sessions.Values.Select(s => s.View);

    /// <summary>What happened since the last <see cref="ClearEvents"/>, in the order of the log.</summary>
    public IReadOnlyList<LockEvent> Events => _events;

    /// <summary>What happened has been taken note of.</summary>
    public void ClearEvents() => _events.Clear();

    /// <summary>The session, if it is open.</summary>
    public SessionView? Find(SessionId session) => _sessions.TryGetValue(session, out var found) ? found.View : null;

    /// <summary>Carries out a chosen command. What clients must be told is kept until <see cref="Answer"/>.</summary>
    /// <returns>The session that this command ended; null for all others.</returns>
    public SessionView? Apply(LogIndex index, Command command, Effects effects)
    {
        switch (command)
        {
            case OpenSession open when _sessions.Count >= locks.Limits.Sessions:
                effects.Send(Address.Client(open.Client), new SessionRefused(open.Nonce));
                return null;
            case OpenSession open:
                var timeToLive = TimeSpan.FromTicks(Math.Clamp(open.TimeToLive.Ticks, MinTimeToLive.Ticks, MaxTimeToLive.Ticks));
                var opened = new SessionView(new SessionId(index.Value), open.Client, timeToLive);
                _sessions.Add(opened.Session, new Session(opened));
                Note(index, LockEventKind.Opened, opened);
                effects.Send(Address.Client(open.Client), new SessionOpened(opened.Session, open.Nonce));
                return null;
            case NoteSilence note:
                if (_sessions.TryGetValue(note.Session, out var silent))
                    silent.View = silent.View with { Silence = new Silence(index, note.Length) };
                return null;
            case CloseSession close:
                var closed = End(index, close.Session, LockEventKind.Closed, effects);
                if (closed is null)
                    effects.Send(Address.Client(close.Client), new SessionEnded(close.Session));
                return closed;
            case ExpireSession expire:
                return End(index, expire.Session, LockEventKind.Expired, effects);
            case EndDelay end:
                locks.EndDelay(index, end.Token);
                TellNotices();
                return null;
            case SessionRequest request:
                Carry(index, request);
                return null;
            default:
                throw new InvariantException($"a command of an unknown kind is in the log: {command.GetType().Name}");
        }
    }

    /// <summary>Tells each client what became of its requests since the last call, in as few messages as may be.</summary>
    public void Answer(Effects effects)
    {
        foreach (var client in _answered)
        {
            foreach (var answers in _answers[client].Chunk(MaxAnswersInMessage))
                effects.Send(Address.Client(client), new SessionAnswers(answers));
        }

        _answered.Clear();
        _answers.Clear();
    }

    /// <summary>Tells a client again which of the requests that it believes to be waiting have been granted, and which of its locks an operator took away.</summary>
    public void Remind(SessionId session, IReadOnlyList<long> waiting)
    {
        foreach (var sequence in waiting)
        {
            if (locks.GrantOf(new Owner(session, sequence)) is { } granted)
                Tell(session, sequence, granted);
        }

        if (!_sessions.TryGetValue(session, out var found))
            return;
        foreach (var (sequence, by) in found.Revoked)
            Tell(session, sequence, new Revoked(by));
    }

    /// <summary>Writes all of it into a snapshot: sessions, their answers, locks, tokens (S4).</summary>
    public virtual void Write(StateWriter writer)
    {
        writer.Write(Format);
        writer.Write(_sessions.Count);
        foreach (var (id, session) in _sessions)
        {
            writer.Write(id.Value);
            writer.Write(session.View.Client.Value);
            writer.Write(session.View.TimeToLive.Ticks);
            writer.Write(session.View.Silence.At.Value);
            writer.Write(session.View.Silence.Length.Ticks);
            writer.Write(session.Forgotten);
            writer.Write(session.Answers.Count);
            foreach (var (sequence, answer) in session.Answers)
            {
                writer.Write(sequence);
                AnswerCodec.Write(writer, answer);
            }

            writer.Write(session.Revoked.Count);
            foreach (var (sequence, by) in session.Revoked)
            {
                writer.Write(sequence);
                writer.Write(by);
            }
        }

        locks.Write(writer);
    }

    /// <summary>Becomes what a snapshot says. Nobody is told anything.</summary>
    public void Read(StateReader reader)
    {
        var format = reader.ReadNumber();
        Invariant.Require(format == Format, $"the snapshot has format {format}: it was written by another version");
        _sessions.Clear();
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            var id = new SessionId(reader.ReadNumber());
            var view = new SessionView(id, new ClientId(reader.ReadText()), TimeSpan.FromTicks(reader.ReadNumber()))
            {
                Silence = new Silence(new LogIndex(reader.ReadNumber()), TimeSpan.FromTicks(reader.ReadNumber())),
            };
            var session = new Session(view) { Forgotten = reader.ReadNumber() };
            _sessions.Add(id, session);
            for (var answers = reader.ReadCount(); answers > 0; answers--)
            {
                var sequence = reader.ReadNumber();
                session.Answers.Add(sequence, AnswerCodec.Read(reader));
            }

            for (var revoked = reader.ReadCount(); revoked > 0; revoked--)
                session.Revoked.Add(reader.ReadNumber(), reader.ReadText());
        }

        locks.Read(reader);
        Invariant.Require(reader.IsAtEnd, "a snapshot holds more than it says");
    }

    private SessionView? End(LogIndex index, SessionId session, LockEventKind how, Effects effects)
    {
        if (!_sessions.Remove(session, out var ended))
            return null;
        Note(index, how, ended.View);
        locks.EndSession(index, session, isLost: how == LockEventKind.Expired);
        TellNotices();
        effects.Send(Address.Client(ended.View.Client), new SessionEnded(session));
        return ended.View;
    }

    private void Carry(LogIndex index, SessionRequest request)
    {
        if (!_sessions.TryGetValue(request.Session, out var session))
            return;
        Forget(session, request.Acknowledged);
        if (request.Sequence <= session.Forgotten || request.Sequence > session.Forgotten + Window)
            return;
        if (!session.Answers.TryGetValue(request.Sequence, out var answer))
        {
            answer = Carry(index, session, request);
            session.Answers.Add(request.Sequence, answer);
        }
        else
        {
            answer = Repeat(index, request, answer);
        }

        Tell(request.Session, request.Sequence, answer);
        TellNotices();
    }

    /// <summary>What a request gets that stands in the log again: the first answer, and nothing is done (M4).</summary>
    protected virtual LockAnswer Repeat(LogIndex index, SessionRequest request, LockAnswer first) => first;

    private LockAnswer Carry(LogIndex index, Session session, SessionRequest request)
    {
        switch (request.Body)
        {
            case Acquire acquire:
                return locks.Acquire(index, new Owner(request.Session, request.Sequence), acquire, Describe);
            case Release release:
                session.Revoked.Remove(release.Sequence);
                return locks.Release(index, request.Session, release);
            case ForceRelease force:
                return locks.Revoke(index, force);
            case CancelAcquire cancel when cancel.Sequence >= request.Sequence:
                return new NotHeld(); // no acquire that a cancel may follow
            case CancelAcquire cancel:
                var answer = locks.Cancel(index, request.Session, cancel);

                // The acquire may come after its cancel: it must find that it was taken back.
                if (answer is Cancelled && cancel.Sequence > session.Forgotten && cancel.Sequence <= session.Forgotten + Window)
                    session.Answers.TryAdd(cancel.Sequence, answer);
                return answer;
            default:
                throw new InvariantException($"a request of an unknown kind is in the log: {request.Body.GetType().Name}");
        }
    }

    private static void Forget(Session session, long acknowledged)
    {
        session.Forgotten = Math.Max(session.Forgotten, acknowledged);
        while (session.Answers.Count > 0 && session.Answers.First().Key <= session.Forgotten)
            session.Answers.Remove(session.Answers.First().Key);
    }

    private string Describe(SessionId session) => _sessions[session].View.Client.Value;

    private void TellNotices()
    {
        foreach (var (owner, answer) in locks.Notices)
        {
            if (answer is Revoked revoked && _sessions.TryGetValue(owner.Session, out var session))
                session.Revoked[owner.Sequence] = revoked.By;
            Tell(owner.Session, owner.Sequence, answer);
        }

        foreach (var happened in locks.Events)
            Add(happened);
        locks.Clear();
    }

    private void Note(LogIndex index, LockEventKind kind, SessionView session) =>
        Add(new LockEvent(index, kind, "", new Owner(session.Session, 0), default, session.Client.Value));

    private void Add(LockEvent happened) => _events.Add(happened with
    {
        Part = _events is [.., var last] && last.Index == happened.Index ? last.Part + 1 : 1,
    });

    private void Tell(SessionId session, long sequence, LockAnswer answer)
    {
        if (!_sessions.TryGetValue(session, out var to))
            return;
        if (!_answers.TryGetValue(to.View.Client, out var answers))
        {
            _answers.Add(to.View.Client, answers = []);
            _answered.Add(to.View.Client);
        }

        answers.Add(new SessionAnswer(session, sequence, answer));
    }
}
