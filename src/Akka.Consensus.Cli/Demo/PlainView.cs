using System.Globalization;

namespace Akka.Consensus.Cli;

/// <summary>For pipes and logs: a line for each event, and every two seconds one for the rate and the owners.</summary>
internal sealed class PlainView(TextWriter output) : IDemoView
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private int _eventsShown;
    private DemoSnapshot? _lastRate;

    public async Task ShowAsync(DemoBoard board, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            Show(board.Look());
            await Task.Delay(Pause, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        ShowEvents(board.Look());
    }

    private void Show(DemoSnapshot now)
    {
        ShowEvents(now);
        var last = _lastRate ??= now;
        if (now.At - last.At < Period)
            return;

        _lastRate = now;
        if (now.Grants == 0)
            return;

        var rate = (now.Grants - last.Grants) / (now.At - last.At).TotalSeconds;
        var owners = string.Join(", ", now.Locks.Select(l => $"{l.Name}: {l.Owner ?? "free"}"));
        Line(now.At, string.Create(CultureInfo.InvariantCulture,
            $"{now.Leader ?? "nobody"} leads, {now.Grants} grants, {rate:0}/s; {owners}"));
    }

    private void ShowEvents(DemoSnapshot now)
    {
        foreach (var happened in now.Events.Skip(_eventsShown))
            Line(happened.At, happened.Text);

        _eventsShown = now.Events.Count;
    }

    private void Line(TimeSpan at, string text) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds,5:0.0} s  {text}"));
}
