using System.Globalization;
using Spectre.Console;

namespace Akka.Consensus.Cli;

/// <summary>For a terminal: one screen that changes in place.</summary>
internal sealed class ScreenView : IDemoView
{
    private const int EventsShown = 12;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private DemoSnapshot? _last;

    public Task ShowAsync(DemoBoard board, CancellationToken over) =>
        AnsiConsole.Live(Draw(board.Look())).StartAsync(async screen =>
        {
            while (!over.IsCancellationRequested)
            {
                await Task.Delay(Pause, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                screen.UpdateTarget(Draw(board.Look()));
            }
        });

    private Rows Draw(DemoSnapshot now)
    {
        var drawn = new Rows(NodesTable(now), LocksTable(now), Events(now));
        _last = now;
        return drawn;
    }

    private static Table NodesTable(DemoSnapshot now)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("node", "address", "process", "state");
        foreach (var node in now.Nodes)
        {
            table.AddRow(
                new Markup(node.Node.Id),
                new Markup(node.Node.Address.ToString().EscapeMarkup()),
                new Markup(node.Pid == 0 ? "" : node.Pid.ToString(CultureInfo.InvariantCulture)),
                StateOf(node, now.Leader));
        }

        return table;
    }

    private static Markup StateOf(NodeView node, string? leader) => node switch
    {
        { State: "killed" } => new Markup("[red]killed[/]"),
        _ when node.Node.Id == leader => new Markup("[green]leads[/]"),
        _ => new Markup(node.State),
    };

    private Table LocksTable(DemoSnapshot now)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("lock", "owner", "token", "grants", "grants/s");
        foreach (var (index, held) in now.Locks.Index())
        {
            var rate = _last is { } last ? (held.Grants - last.Locks[index].Grants) / (now.At - last.At).TotalSeconds : 0;
            table.AddRow(
                held.Name,
                held.Owner ?? "[grey]free[/]",
                held.Token.ToString(CultureInfo.InvariantCulture),
                held.Grants.ToString(CultureInfo.InvariantCulture),
                rate.ToString("0", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static Rows Events(DemoSnapshot now) => new(now.Events.TakeLast(EventsShown).Select(happened =>
        new Markup(string.Create(CultureInfo.InvariantCulture,
            $"[grey]{happened.At.TotalSeconds,5:0.0} s[/]  {happened.Text.EscapeMarkup()}"))));
}
