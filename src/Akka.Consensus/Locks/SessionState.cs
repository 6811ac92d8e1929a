namespace Akka.Consensus.Locks;

/// <summary>How sure a process is of its session, by which it holds all its locks.</summary>
public enum SessionState
{
    /// <summary>There is none: nothing is held. The next acquire opens one.</summary>
    None,

    /// <summary>The cluster has confirmed it lately.</summary>
    Held,

    /// <summary>The cluster has not answered for half the time to live: the locks are still held, and start no new work.</summary>
    Suspended,
}
