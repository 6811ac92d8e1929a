using Akka.Consensus.Core;
using Akka.Event;
using Akka.Serialization;

namespace Akka.Consensus.Journal;

/// <summary>
/// What one life of a role does with its journal: reads its rows back and checks that they are all there and as they were written, adds
/// new ones, and raises the high-water mark. Not thread-safe.
/// </summary>
internal sealed class RoleJournal
{
    private readonly string _persistenceId;
    private readonly IJournalRows _rows;
    private readonly ILoggingAdapter _log;
    private readonly RowChain _chain;
    private readonly RoleMark _mark;
    private bool _isMarkStuck;

    public RoleJournal(string persistenceId, IJournalRows rows, SerializerWithStringManifest serializer, ILoggingAdapter log)
    {
        _persistenceId = persistenceId;
        _rows = rows;
        _log = log;
        _chain = new RowChain(rows.Name, persistenceId, serializer);
        _mark = rows.Mark.Of(persistenceId);
    }

    /// <summary>Takes back the next row.</summary>
    /// <param name="stored">What the journal gave.</param>
    /// <param name="number">Its sequence number there.</param>
    /// <exception cref="JournalException">It is damaged, or of another version. The role must not act on what it read so far.</exception>
    public IEvent Read(object stored, long number)
    {
        var change = _chain.Read(stored, number);
        if (number == _mark.Last.Number && _chain.Last != _mark.Last)
        {
            throw JournalFailures.Damaged(_rows.Name,
                $"row {number} of '{_persistenceId}' is not the one that was on the disk by '{_rows.Mark.Path}'");
        }

        return change;
    }

    /// <summary>All rows have been read: checks that none is missing at the end.</summary>
    /// <param name="highest">The highest sequence number that the journal knows of.</param>
    /// <exception cref="JournalCorruptException">The end of the journal is missing.</exception>
    public void Complete(long highest)
    {
        var last = _chain.Last;
        if (last.Number < highest)
            throw JournalFailures.Damaged(_rows.Name, $"row {highest} of '{_persistenceId}' is there and cannot be read");
        if (last.Number < _mark.Last.Number)
            throw JournalFailures.CutOff(_rows.Name, _rows.Mark.Path, _persistenceId, last.Number, _mark.Last.Number);
        if (last == _mark.Last)
            return;
        if (_mark.Last.Number == 0 && _rows.Mark.WasMissing)
        {
            _log.Warning("'{0}' was missing: whether the end of the journal '{1}' was lost cannot be told this time",
                _rows.Mark.Path, _rows.Name);
        }

        Raise(last);
    }

    /// <summary>Makes the row for an event.</summary>
    /// <param name="change">The event.</param>
    /// <param name="durable">To be called when the journal has said that the row is on the disk.</param>
    public StoredRow Add(IEvent change, out Action durable)
    {
        var row = _chain.Add(change);
        var stamp = _chain.Last;
        durable = () => Raise(stamp);
        return row;
    }

    /// <summary>Why the node must not go on after a failure of the journal; null if starting again may help.</summary>
    public JournalException? WhyRefused(Exception failure) => JournalFailures.FindDamage(failure, _rows.IsDamage) switch
    {
        null => null,
        JournalException known => known,
        var damage => JournalFailures.Damaged(_rows.Name,
            $"'{_persistenceId}' cannot be used after row {_chain.Last.Number} ({damage.Message.TrimEnd('.')})".ReplaceLineEndings(" "), damage),
    };

    // A mark that stays behind notices less when the node starts again. That is no reason to take a vote away from the group now.
    private void Raise(RowStamp row)
    {
        try
        {
            _mark.Raise(row);
            _isMarkStuck = false;
        }
        catch (IOException failure)
        {
            if (!_isMarkStuck)
                _log.Warning("'{0}' cannot be written: {1}", _rows.Mark.Path, failure.Message);
            _isMarkStuck = true;
        }
    }
}
