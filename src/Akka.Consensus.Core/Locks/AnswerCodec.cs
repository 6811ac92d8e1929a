namespace Akka.Consensus.Core.Locks;

/// <summary>Lock answers in a snapshot. A number stands for its kind for ever.</summary>
internal static class AnswerCodec
{
    public static void Write(StateWriter writer, LockAnswer answer)
    {
        switch (answer)
        {
            case Granted granted:
                writer.Write(1);
                writer.Write(granted.Token.Value);
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
            default:
                throw new InvariantException($"an answer of an unknown kind cannot go into a snapshot: {answer.GetType().Name}");
        }
    }

    public static LockAnswer Read(StateReader reader) => reader.ReadNumber() switch
    {
        1 => new Granted(new FencingToken(reader.ReadNumber())),
        2 => new Queued((int)reader.ReadNumber()),
        3 => new Denied(reader.ReadText()),
        4 => new Released(),
        5 => new NotHeld(),
        6 => new Cancelled(),
        7 => new BadName(),
        8 => new TooManyRequests(),
        var kind => throw new InvariantException($"a snapshot has an answer of the unknown kind {kind}"),
    };
}
