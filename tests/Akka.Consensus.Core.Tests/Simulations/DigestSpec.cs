using Akka.Consensus.Core.Election;
using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Simulation.Runs;
using Xunit;

namespace Akka.Consensus.Core.Tests.Simulations;

/// <summary>A trace's hash must see what messages say, or two different runs would count as the same.</summary>
public sealed class DigestSpec
{
    private static readonly Ballot One = new(1, new NodeId("n1"));
    private static readonly Ballot Two = new(1, new NodeId("n2"));

    public static TheoryData<IMessage, IMessage> Pairs => new()
    {
        { new HeartbeatReply(One, One, true), new HeartbeatReply(One, Two, true) },
        { new Promise(One, One, new LogIndex(1), new LogIndex(2), default, default), new Promise(One, Two, new LogIndex(1), new LogIndex(2), default, default) },
        { InRound(7), InRound(8) },
        { new Commit(One, new LogIndex(1), 0, default), new Commit(One, new LogIndex(2), 0, default) },
        { Commands(new Acquire("a", true)), Commands(new Acquire("b", true)) },
        { Commands(new Acquire("a", true)), Commands(new Release("a", 1, new FencingToken(1))) },
        { new Unknown(1), new Unknown(2) },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Messages_that_differ_should_have_different_hashes(IMessage first, IMessage second)
    {
        Assert.NotEqual(Hash(first), Hash(second));
        Assert.Equal(Hash(first), Hash(first));
    }

    private static Accept InRound(long round) => new(One, new LogIndex(1), default, [], new LogIndex(1), new LogIndex(1), new LogIndex(1), round);

    private static ClientCommands Commands(LockRequest body) => new(new ClientId("c1"), [new SessionRequest(new SessionId(1), 1, 0, body)]);

    private static ulong Hash(IMessage message)
    {
        var digest = new Digest();
        digest.Add(message);
        return digest.Value;
    }

    private sealed record Unknown(int Number) : IMessage;
}
