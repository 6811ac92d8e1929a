namespace Akka.Consensus.Core.Locks;

/// <summary>The answers to requests, as they stand in a snapshot. A number stands for its kind for ever.</summary>
internal static class AnswerCodec
{
    public static void Write(StateWriter writer, LockAnswer answer)
    {
        switch (answer)
        {
            case Granted granted:
                writer.Write(1);
                writer.Write(granted.Token.Value);
                writer.Write(granted.Others.Count);
                foreach (var other in granted.Others)
                    writer.Write(other.Value);
                writer.WriteOptional(granted.Note);
                break;
            case Queued queued:
                writer.Write(2);
                writer.Write(queued.Position);
                break;
            case Denied denied:
                writer.Write(3);
                writer.Write(denied.Holder);
                break;
            case Released:
                writer.Write(4);
                break;
            case NotHeld:
                writer.Write(5);
                break;
            case Cancelled:
                writer.Write(6);
                break;
            case BadName:
                writer.Write(7);
                break;
            case TooManyRequests:
                writer.Write(8);
                break;
            case Mismatch mismatch:
                writer.Write(9);
                writer.Write(mismatch.Name);
                writer.Write(mismatch.Permits);
                break;
            case TooManyReentries reentries:
                writer.Write(10);
                writer.Write(reentries.Name);
                break;
            case Deadlock deadlock:
                writer.Write(11);
                writer.Write(deadlock.Cycle);
                break;
            default:
                throw new InvariantException($"an answer of an unknown kind cannot go into a snapshot: {answer.GetType().Name}");
        }
    }

    public static LockAnswer Read(StateReader reader) => reader.ReadNumber() switch
    {
        1 => ReadGranted(reader),
        2 => new Queued((int)reader.ReadNumber()),
        3 => new Denied(reader.ReadText()),
        4 => new Released(),
        5 => new NotHeld(),
        6 => new Cancelled(),
        7 => new BadName(),
        8 => new TooManyRequests(),
        9 => new Mismatch(reader.ReadText(), (int)reader.ReadNumber()),
        10 => new TooManyReentries(reader.ReadText()),
        11 => new Deadlock(reader.ReadText()),
        var kind => throw new InvariantException($"a snapshot has an answer of the unknown kind {kind}"),
    };

    private static Granted ReadGranted(StateReader reader)
    {
        var token = new FencingToken(reader.ReadNumber());
        var others = new FencingToken[reader.ReadCount()];
        for (var i = 0; i < others.Length; i++)
            others[i] = new FencingToken(reader.ReadNumber());
        return new Granted(token) { Others = others, Note = reader.ReadOptionalText() };
    }
}
