namespace Akka.Consensus.Core.MultiPaxos;

/// <summary>The commands that wait for a place in a batch, first in, first out; no more of them than the limits allow. Not thread-safe.</summary>
public sealed class PendingCommands(GroupSettings settings)
{
    private readonly Queue<Command> _commands = new();

    /// <summary>How many wait.</summary>
    public int Count => _commands.Count;

    /// <summary>How many bytes they have.</summary>
    public int Bytes { get; private set; }

    /// <summary>Whether they fill a batch.</summary>
    public bool IsBatchFull => Bytes >= settings.MaxBatchBytes;

    /// <summary>Takes in a command. One may wait, whatever its size.</summary>
    /// <returns>False if too much waits already.</returns>
    public bool TryAdd(Command command)
    {
        if (_commands.Count >= settings.MaxPendingEntries)
            return false;
        if (_commands.Count > 0 && Bytes + command.Size > settings.MaxPendingBytes)
            return false;
        _commands.Enqueue(command);
        Bytes += command.Size;
        return true;
    }

    /// <summary>Moves the next batch to the end of a log; at least one command, if any waits.</summary>
    /// <returns>How many bytes it has.</returns>
    public int MoveBatch(ChainedLog log)
    {
        var bytes = 0;
        for (var count = 0; count < settings.MaxBatchEntries && _commands.TryPeek(out var command); count++)
        {
            if (count > 0 && bytes + command.Size > settings.MaxBatchBytes)
                break;
            bytes += command.Size;
            log.Add(_commands.Dequeue());
        }

        Bytes -= bytes;
        return bytes;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _commands.Clear();
        Bytes = 0;
    }
}
