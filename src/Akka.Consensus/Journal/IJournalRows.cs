namespace Akka.Consensus.Journal;

/// <summary>Where the rows of a voter's roles are, as the roles see it. The journal plugin writes and reads them.</summary>
internal interface IJournalRows
{
    /// <summary>What to call it in a message to an operator: the file, or the database.</summary>
    string Name { get; }

    /// <summary>The last rows that are known to be on the disk.</summary>
    HighWaterMark Mark { get; }

    /// <summary>Whether a failure says that what is kept is not what was written; false if it may pass, as that of a busy disk or a full one.</summary>
    /// <param name="failure">One that the database's own library threw, or another.</param>
    bool IsDamage(Exception failure);
}
