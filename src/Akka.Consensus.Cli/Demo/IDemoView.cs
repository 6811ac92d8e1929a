namespace Akka.Consensus.Cli;

/// <summary>Shows a person what goes on during a run.</summary>
internal interface IDemoView
{
    /// <summary>Shows the board until the run is over, and the last state of it then.</summary>
    Task ShowAsync(DemoBoard board, CancellationToken over);
}

/// <summary>For <c>--json</c>: nothing but the verdict.</summary>
internal sealed class NoView : IDemoView
{
    public Task ShowAsync(DemoBoard board, CancellationToken over) => Task.CompletedTask;
}
