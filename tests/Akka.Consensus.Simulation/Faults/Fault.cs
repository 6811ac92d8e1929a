namespace Akka.Consensus.Simulation.Faults;

/// <summary>
/// What can go wrong. Each is counted when it strikes, once for each message, write, process or cut that it strikes, and only while the faulty
/// time lasts. What follows from a fault is not counted again (the messages behind one that is late, the writes of a process that stands still, the
/// election after a crash), with one exception: each message that a cut link swallows is a lost message, in a row of its own.
/// </summary>
public enum Fault
{
    /// <summary>A message is lost.</summary>
    Loss,

    /// <summary>A message arrives twice.</summary>
    Doubling,

    /// <summary>A message overtakes an earlier one of the same pair. One that might have and did not is no fault.</summary>
    Overtaking,

    /// <summary>A message is later than the longest usual delay of its run, by up to seconds.</summary>
    Straggling,

    /// <summary>A message is held in a clogged link, and released with all others when the link is clear.</summary>
    Clogging,

    /// <summary>Two groups of processes are cut off from each other.</summary>
    Split,

    /// <summary>Links are cut in one direction only.</summary>
    OneWay,

    /// <summary>Some links between nodes are cut: who can reach whom is no longer the same for all.</summary>
    Partial,

    /// <summary>One node is cut off from all others.</summary>
    Isolation,

    /// <summary>One client is cut off from the nodes.</summary>
    ClientCut,

    /// <summary>A message is lost on a cut link.</summary>
    CutMessage,

    /// <summary>A write takes longer than the disk's usual longest time.</summary>
    SlowWrite,

    /// <summary>A write hangs: for seconds, or until it is given up.</summary>
    HungWrite,

    /// <summary>A write fails: all of it may be stored all the same, a part, nothing, or all of it later. The role stops and is started again.</summary>
    FailedWrite,

    /// <summary>A node's disk is full for a while: every write fails.</summary>
    FullDisk,

    /// <summary>A node crashes and starts again with an empty disk.</summary>
    WipedDisk,

    /// <summary>A node crashes and starts again with its disk as it was some time before.</summary>
    RevertedDisk,

    /// <summary>A node crashes. Of what was not durable a random prefix is kept.</summary>
    NodeCrash,

    /// <summary>All nodes crash at once.</summary>
    CrashOfAll,

    /// <summary>One role of a node stops and is started again.</summary>
    RoleCrash,

    /// <summary>A node stands still.</summary>
    NodePause,

    /// <summary>A node is asked to stop, hands over if it leads, and stops.</summary>
    Leave,

    /// <summary>A client crashes.</summary>
    ClientCrash,

    /// <summary>A client stands still, perhaps for longer than its session lives.</summary>
    ClientPause,

    /// <summary>A clock runs faster or slower than clients are told that clocks do.</summary>
    WildClock,

    /// <summary>A node is left dead, cut off, or with one link, when the others are healed.</summary>
    LeftBroken,
}
