using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Service;

/// <summary>Answers queries from the state machine of one node. No answer is larger than a message may be: there is more where it says so.</summary>
internal sealed class QueryAnswers(SessionTable table, History history)
{
    private const int PageItems = 128;
    private const int PageBytes = 48 * 1024;

    public IQueryAnswer Answer(TimeSpan now, LogIndex applied, Query query) => query switch
    {
        LockQuery q => Answer(q),
        LineQuery q => Answer(now, q),
        SessionQuery q => Answer(q),
        EventQuery q => Answer(applied, q),
        RequestQuery q => Answer(q),
        _ => throw new InvariantException($"a query of an unknown kind was let in: {query.GetType().Name}"),
    };

    private LockQueryAnswer Answer(LockQuery query)
    {
        var page = table.Locks.View(query.Name, query.After).Take(PageItems + 1).Select(Describe).ToList();
        return new LockQueryAnswer(query.Id, [.. page.Take(PageItems)], page.Count <= PageItems);
    }

    private LineQueryAnswer Answer(TimeSpan now, LineQuery query)
    {
        var locks = table.Locks;
        var held = locks.View(query.Name, "").FirstOrDefault();
        var holders = locks.HoldersOf(query.Name).Take(PageItems).Select(c => Describe(now, c)).ToList();
        var waiters = locks.WaitingFor(query.Name).Take(PageItems).Select(c => Describe(now, c)).ToList();
        return new LineQueryAnswer(query.Id, query.Name, held.Permits, holders, waiters, locks.WaitingFor(query.Name).Count());
    }

    private SessionQueryAnswer Answer(SessionQuery query)
    {
        var page = table.Sessions.Where(s => s.Session > query.After).Take(PageItems + 1)
            .Select(s => new OpenedSession(s, table.Locks.CountOf(s.Session))).ToList();
        return new SessionQueryAnswer(query.Id, [.. page.Take(PageItems)], page.Count <= PageItems);
    }

    private EventQueryAnswer Answer(LogIndex applied, EventQuery query)
    {
        var page = new List<LockEvent>();
        var bytes = 0;
        foreach (var happened in history.After(query.After ?? history.Since).Where(e => query.Name is null || e.Name == query.Name))
        {
            bytes += 64 + 3 * (happened.Name.Length + (happened.Text?.Length ?? 0));
            if (page.Count > 0 && bytes > PageBytes)
                return new EventQueryAnswer(query.Id, history.Since, page[^1].Position, page, IsComplete: false);
            page.Add(happened);
        }

        return new EventQueryAnswer(query.Id, history.Since, EventPosition.After(applied), page, IsComplete: true);
    }

    private RequestQueryAnswer Answer(RequestQuery query)
    {
        var request = query.Request;
        var granted = history.After(history.Since).FirstOrDefault(e => e.Kind == LockEventKind.Granted && e.Owner == request);
        return new RequestQueryAnswer(query.Id, table.Locks.StateOf(request), table.Locks.GrantOf(request)?.Token,
            table.Find(request.Session) is not null, granted.Kind == LockEventKind.Granted ? granted.Token : null,
            history.Since < new EventPosition(new LogIndex(request.Session.Value), 1));
    }

    private HeldLock Describe(LockView view)
    {
        var session = view.Holder.Session;
        return new HeldLock(view.Name, view.Token, session, ClientOf(session), view.Waiting)
        {
            Mode = view.Mode,
            Holders = view.Holders,
            Permits = view.Permits,
            Value = view.Value,
        };
    }

    private Claimant Describe(TimeSpan now, ClaimView claim) =>
        new(claim, ClientOf(claim.Owner.Session), claim.Since is { } since ? now - since : null);

    private string ClientOf(SessionId session) => table.Find(session)?.Client.Value ?? "";
}
