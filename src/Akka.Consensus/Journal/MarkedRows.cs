namespace Akka.Consensus.Journal;

/// <summary>Compares a journal with its high-water mark before anybody votes from it.</summary>
internal static class MarkedRows
{
    /// <summary>Refuses a journal that lacks rows which are known to have been on the disk.</summary>
    /// <param name="journal">Its file, or its database.</param>
    /// <param name="mark">The mark.</param>
    /// <param name="last">The last row of each role in the journal.</param>
    /// <exception cref="JournalCorruptException">Its end is missing.</exception>
    public static void Require(string journal, HighWaterMark mark, IEnumerable<(string PersistenceId, long Number)> last)
    {
        var roles = last.ToDictionary(r => MarkLayout.KeyOf(r.PersistenceId));
        foreach (var (key, _, _, marked) in mark.Found)
        {
            if (!roles.TryGetValue(key, out var role))
            {
                throw JournalFailures.Damaged(journal,
                    $"all rows of one role are missing, but by '{mark.Path}' row {marked.Number} was on the disk");
            }

            if (role.Number < marked.Number)
                throw JournalFailures.CutOff(journal, mark.Path, role.PersistenceId, role.Number, marked.Number);
        }
    }
}
