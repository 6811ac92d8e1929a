using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;

namespace Akka.Consensus.Core.Service;

/// <summary>
/// Answers queries from the state machine of one node. No answer is larger than a message may be, whatever the names and values of locks are: there is more where
/// it says so.
/// </summary>
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
        var page = Page(table.Locks.View(query.Name, query.After).Select(Describe), SizeOf, PageBytes, out var isComplete);
        return new LockQueryAnswer(query.Id, page, isComplete);
    }

    private LineQueryAnswer Answer(TimeSpan now, LineQuery query)
    {
        var locks = table.Locks;
        var held = locks.View(query.Name, "").FirstOrDefault();
        var holders = Page(locks.HoldersOf(query.Name).Select(c => Describe(now, c)), SizeOf, PageBytes / 2, out _);
        var waiters = Page(locks.WaitingFor(query.Name).Select(c => Describe(now, c)), SizeOf, PageBytes / 2, out _);
        return new LineQueryAnswer(query.Id, query.Name, held.Permits, holders, waiters, locks.WaitingFor(query.Name).Count())
        {
            Holding = held.Holders,
        };
    }

    private SessionQueryAnswer Answer(SessionQuery query)
    {
        var opened = table.Sessions.Where(s => s.Session > query.After).Select(s => new OpenedSession(s, table.Locks.CountOf(s.Session)));
        var page = Page(opened, SizeOf, PageBytes, out var isComplete);
        return new SessionQueryAnswer(query.Id, page, isComplete);
    }

    private EventQueryAnswer Answer(LogIndex applied, EventQuery query)
    {
        var found = history.After(query.After ?? history.Since).Where(e => query.Name is null || e.Name == query.Name);
        var page = Page(found, e => e.Size, PageBytes, out var isComplete, int.MaxValue);
        return new EventQueryAnswer(query.Id, history.Since, isComplete ? EventPosition.After(applied) : page[^1].Position, page, isComplete);
    }

    private RequestQueryAnswer Answer(RequestQuery query)
    {
        var request = query.Request;
        var granted = history.After(new EventPosition(new LogIndex(request.Session.Value), 1))
            .FirstOrDefault(e => e.Kind == LockEventKind.Granted && e.Owner == request);
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

    /// <summary>As many as fit into an answer, and the first in any case.</summary>
    private static List<T> Page<T>(IEnumerable<T> items, Func<T, int> sizeOf, int mostBytes, out bool isComplete, int mostItems = PageItems)
    {
        var page = new List<T>();
        var bytes = 0;
        foreach (var item in items)
        {
            bytes += sizeOf(item);
            isComplete = false;
            if (page.Count == mostItems || (page.Count > 0 && bytes > mostBytes))
                return page;
            page.Add(item);
        }

        isComplete = true;
        return page;
    }

    private static int SizeOf(HeldLock held) => WireSize.Of(held.Name, held.Holder, held.Value);

    private static int SizeOf(Claimant claimant) => WireSize.Of(claimant.Client, claimant.Claim.Value);

    private static int SizeOf(OpenedSession opened) => WireSize.Of(opened.View.Client.Value);
}
