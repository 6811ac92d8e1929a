using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Core.SinglePaxos;

/// <summary>
/// Has values chosen, for the learner of its node. Any number of proposers may do so at once, in the same instances too: whoever is refused goes above
/// the ballot that it was refused for, after a random time that doubles, so that two do not outbid one another for ever.
/// </summary>
/// <remarks>
/// Lamport, "Paxos Made Simple" (2001), §2.2 and §2.4. There is no leader: what a leader is for is progress, and here chance does that.
/// What comes while ballots are under way is gathered, and shares the next one: its messages, and its rows in the acceptors' journals.
/// It proposes only while the acceptor of the node's log may vote: with a journal that was lost it would use its ballots again.
/// </remarks>
public class Proposer(NodeId self, Quorum quorum, RegisterLimits limits, Rounds rounds, ulong seed) : IRole
{
    private readonly SeededRandom _random = new(seed);
    private readonly SortedDictionary<InstanceId, Wish> _wishes = [];
    private readonly List<Wish> _waiting = [];
    private readonly List<Attempt> _attempts = [];
    private readonly SortedDictionary<InstanceId, long> _questions = [];
    private Inquiry? _inquiry;
    private long _inquiries;
    private Ballot _seen = Ballot.Zero;
    private bool _isAdmitted;

    /// <summary>A proposer with an empty journal.</summary>
    public Proposer(NodeId self, Quorum quorum, RegisterLimits limits, ulong seed)
        : this(self, quorum, limits, new Rounds(self), seed)
    {
    }

    /// <summary>The ballots that are under way.</summary>
    public IReadOnlyList<Attempt> Attempts => _attempts;

    /// <inheritdoc/>
    public void Recover(IEvent stored) => rounds.Recover((Reserved)stored);

    /// <inheritdoc/>
    public void Start(TimeSpan now, Effects effects)
    {
        // Reports to an earlier life are not answers to this one.
        _inquiries = now.Ticks;
        AskStanding(effects);
    }

    /// <inheritdoc/>
    public void Tick(TimeSpan now, Effects effects)
    {
        if (!_isAdmitted)
            AskStanding(effects);
        foreach (var attempt in _attempts.Where(a => now - a.SentAt >= limits.RetryInterval))
            Send(now, attempt, effects);
        if (_inquiry is not null && now - _inquiry.SentAt >= limits.RetryInterval)
            SendInquiry(now, _inquiry, effects);
        Begin(now, effects);
    }

    /// <inheritdoc/>
    public void Receive(TimeSpan now, Address from, IMessage message, Effects effects)
    {
        switch (message)
        {
            case Standing standing when from == Address.Acceptor(self):
                _isAdmitted = standing.IsAdmitted;
                break;
            case Propose propose when from == LearnerOf(self) && MayPropose:
                Wish(propose.Instance).Own ??= propose.Value;
                break;
            case Find find when from == LearnerOf(self):
                _questions[find.Instance] = Math.Max(find.Number, _questions.GetValueOrDefault(find.Instance));
                break;
            case Promise promise when AttemptOf(promise.Ballot) is { } attempt:
                Continue(now, attempt, attempt.Receive(from.Node, promise), effects);
                break;
            case Accepted accepted when AttemptOf(accepted.Ballot) is { } attempt:
                attempt.Receive(from.Node, accepted);
                Continue(now, attempt, begins: false, effects);
                break;
            case Reject reject when AttemptOf(reject.Ballot) is { } attempt:
                OnReject(now, attempt, reject, effects);
                break;
            case Report report when _inquiry is not null:
                OnReport(now, from.Node, report, effects);
                break;
        }

        Begin(now, effects);
    }

    /// <summary>Whether it may use ballots. What it may not propose the learner asks for again.</summary>
    protected virtual bool MayPropose => _isAdmitted;

    /// <summary>The ballot that an answer belongs to; null if it is not under way any more.</summary>
    protected virtual Attempt? AttemptOf(Ballot ballot) => _attempts.Find(a => a.Ballot == ballot);

    /// <summary>A new ballot.</summary>
    protected virtual Attempt NewAttempt(Ballot ballot) => new(ballot, quorum);

    /// <summary>How long to wait after a refusal.</summary>
    protected virtual TimeSpan Wait(int refusals)
    {
        var longest = Math.Min(limits.MaxBackoff.Ticks, limits.MinBackoff.Ticks * Math.Pow(2, Math.Min(refusals, 30)));
        return TimeSpan.FromTicks((long)(longest * _random.NextFraction()));
    }

    private Wish Wish(InstanceId instance)
    {
        if (!_wishes.TryGetValue(instance, out var wish))
        {
            wish = new Wish(instance);
            _wishes.Add(instance, wish);
            Await(wish);
        }

        return wish;
    }

    /// <summary>The wish that is under way in a ballot. Another ballot may have got it done meanwhile, and what is wished for now is a new one.</summary>
    private Wish? WishOf(InstanceId instance, Attempt attempt) =>
        _wishes.TryGetValue(instance, out var wish) && wish.Attempt == attempt ? wish : null;

    private void Await(Wish wish)
    {
        wish.Attempt = null;
        _waiting.Add(wish);
    }

    /// <summary>Begins what there is room for.</summary>
    private void Begin(TimeSpan now, Effects effects)
    {
        BeginInquiry(now, effects);
        while (_attempts.Count < limits.Attempts && TakeWaiting(now) is [_, ..] taken)
        {
            var attempt = NewAttempt(rounds.Next(_seen, effects));
            foreach (var wish in taken)
            {
                attempt.Add(wish.Instance, wish.Own);
                wish.Attempt = attempt;
            }

            _waiting.RemoveAll(w => !w.IsWaiting);
            _attempts.Add(attempt);
            Send(now, attempt, effects);
        }
    }

    private List<Wish> TakeWaiting(TimeSpan now)
    {
        var taken = new List<Wish>();
        var bytes = 0;
        foreach (var wish in _waiting.Where(w => w.NotBefore <= now))
        {
            bytes += wish.Size;
            if (taken.Count == limits.BundleSize || (taken.Count > 0 && bytes > RegisterLimits.BundleBytes))
                break;
            taken.Add(wish);
        }

        return taken;
    }

    /// <summary>A question is answered by an inquiry that begins after it was asked, and by no other.</summary>
    private void BeginInquiry(TimeSpan now, Effects effects)
    {
        if (_inquiry is not null || _questions.Count == 0)
            return;
        _inquiry = new Inquiry(++_inquiries, quorum);
        foreach (var (instance, question) in _questions.Take(limits.BundleSize).ToList())
        {
            _inquiry.Add(instance, question);
            _questions.Remove(instance);
        }

        SendInquiry(now, _inquiry, effects);
    }

    private void Send(TimeSpan now, Attempt attempt, Effects effects)
    {
        attempt.SentAt = now;
        foreach (var message in attempt.Messages())
            SendToAcceptors(message, effects);
    }

    private void SendInquiry(TimeSpan now, Inquiry inquiry, Effects effects)
    {
        inquiry.SentAt = now;
        SendToAcceptors(inquiry.Message, effects);
    }

    // When durable: a ballot is reserved before anyone hears of it (P3).
    private void SendToAcceptors(IMessage message, Effects effects)
    {
        foreach (var member in quorum.Members)
            effects.SendWhenDurable(new Address(Role.RegisterAcceptor, member.Value), message);
    }

    private void Continue(TimeSpan now, Attempt attempt, bool begins, Effects effects)
    {
        if (begins)
            Send(now, attempt, effects);
        foreach (var instance in attempt.TakeOpen())
            OnOpen(instance, attempt, effects);
        Tell(attempt.TakeChosen(), effects);
        if (attempt.IsOver)
            _attempts.Remove(attempt);
    }

    private void OnReject(TimeSpan now, Attempt attempt, Reject reject, Effects effects)
    {
        foreach (var (instance, promised) in reject.Instances)
        {
            _seen = promised > _seen ? promised : _seen;
            if (!attempt.Drop(instance) || WishOf(instance, attempt) is not { } wish)
                continue;
            wish.NotBefore = now + Wait(wish.Refusals++);
            Await(wish);
        }

        Continue(now, attempt, attempt.TryPropose(), effects);
    }

    /// <summary>Nobody of a quorum had accepted anything. Something to propose may have come meanwhile.</summary>
    private void OnOpen(InstanceId instance, Attempt attempt, Effects effects)
    {
        if (WishOf(instance, attempt) is not { } wish)
            return;
        if (wish.Own is not null)
        {
            Await(wish);
            return;
        }

        _wishes.Remove(instance);
        effects.Send(LearnerOf(self), new Open(instance, wish.Question));
    }

    private void OnReport(TimeSpan now, NodeId from, Report report, Effects effects)
    {
        var chosen = new List<Proposal>();
        foreach (var finding in _inquiry!.Receive(from, report))
        {
            switch (finding.Result)
            {
                case Inquiry.Result.Open:
                    effects.Send(LearnerOf(self), new Open(finding.Instance, finding.Question));
                    break;
                case Inquiry.Result.Chosen:
                    chosen.Add(new Proposal(finding.Instance, finding.Value!));
                    break;
                case Inquiry.Result.Unclear when MayPropose:
                    BringToAnEnd(finding);
                    break;
            }
        }

        Tell(chosen, effects);
        if (_inquiry.IsOver)
            _inquiry = null;
    }

    /// <summary>
    /// A ballot that is under way already may have begun before the question was asked: it cannot say that nothing was chosen then. If it brings no
    /// value, the learner asks again.
    /// </summary>
    private void BringToAnEnd(Inquiry.Finding finding)
    {
        var wish = Wish(finding.Instance);
        if (wish.IsWaiting)
            wish.Question = finding.Question;
    }

    private void Tell(IReadOnlyList<Proposal> chosen, Effects effects)
    {
        foreach (var (instance, _) in chosen)
        {
            if (_wishes.Remove(instance, out var wish) && wish.IsWaiting)
                _waiting.Remove(wish);
        }

        foreach (var part in Bundle.Split(chosen))
        {
            foreach (var member in quorum.Members)
                effects.Send(LearnerOf(member), new Chosen(part));
        }
    }

    private void AskStanding(Effects effects) => effects.Send(Address.Acceptor(self), new AskStanding());

    private static Address LearnerOf(NodeId node) => new(Role.RegisterLearner, node.Value);
}
