namespace Akka.Consensus.Simulation.World;

/// <summary>A process that can be stopped for a while (SIGSTOP): what comes meanwhile waits, and happens in order when it goes on.</summary>
public abstract class Process
{
    private readonly Queue<Action> _backlog = new();

    public bool IsPaused { get; private set; }

    public void Pause() => IsPaused = true;

    public void Resume()
    {
        IsPaused = false;
        while (!IsPaused && _backlog.TryDequeue(out var action))
            action();
    }

    /// <summary>Runs something in the process: now, after the pause, or never if it dies first.</summary>
    public void Run(Action action)
    {
        if (IsPaused)
            _backlog.Enqueue(action);
        else
            action();
    }

    protected void Forget()
    {
        IsPaused = false;
        _backlog.Clear();
    }
}
