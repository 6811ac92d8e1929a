using Akka.Consensus.Core;
using Akka.Consensus.Core.SinglePaxos;
using Xunit;

namespace Akka.Consensus.Tests.Wires;

/// <summary>What single-decree Paxos sends and stores comes back as it was.</summary>
public sealed class RegisterWireSpec : IDisposable
{
    private static readonly Ballot Ballot = new(7, new NodeId("node-2"));
    private static readonly ClientId Client = new("host/1/ab");
    private static readonly Value Value = new([0, 1, 255]);
    private static readonly InstanceId[] Instances = [new("ä"), new("b", "part")];
    private static readonly Standpoint[] Standpoints = [new(Instances[0], null), new(Instances[1], new Vote(Ballot, Value)), new(Instances[1], new Vote(Ballot.Zero, new Value([])))];
    private static readonly Proposal[] Proposals = [new(Instances[0], Value), new(Instances[1], new Value([]))];

    private static readonly IMessage[] Sent =
    [
        new Prepare(Ballot, Instances),
        new Promise(Ballot, Standpoints),
        new Accept(Ballot, Proposals),
        new Accepted(Ballot, Instances),
        new Reject(Ballot, [new Refusal(Instances[0], Ballot.Zero), new Refusal(Instances[1], Ballot)]),
        new Inquire(3, Instances),
        new Report(3, Standpoints),
        new Chosen(Proposals),
        new Decide(Client, 4, "ä", Value),
        new Read(Client, 5, "ä"),
        new Decided(4, Value),
        new Undecided(5),
        new NoMoreRegisters(6),
    ];

    private static readonly IEvent[] Stored =
    [
        new Promised(Ballot, Instances),
        new Voted(Ballot, Proposals),
        new Forgotten(Instances),
        new Kept([new KeptInstance(Instances[0], Ballot, null), new KeptInstance(Instances[1], Ballot, new Vote(Ballot.Zero, Value))]),
        new Reserved(12),
        new Learned(Proposals),
    ];

    private readonly Wire _wire = new();

    public static TheoryData<string> Samples => Wire.Names([.. Sent, .. Stored]);

    [Theory(DisplayName = "A message or event of single-decree Paxos should come back as it was")]
    [MemberData(nameof(Samples))]
    public void A_message_or_event_should_come_back(string sample) => _wire.AssertComesBack(Find(sample));

    [Theory(DisplayName = "A message or event of single-decree Paxos that lacks a part should be refused, or read as another")]
    [MemberData(nameof(Samples))]
    public void What_lacks_a_part_should_be_refused(string sample) => Assert.True(_wire.CountRefusedParts(Find(sample)) > 0);

    [Fact(DisplayName = "Every message that leaves its node, and every event, should have a sample here")]
    public void Every_message_and_event_should_have_a_sample()
    {
        Assert.Empty(Wire.Missing("Akka.Consensus.Core.SinglePaxos", Sent, typeof(Propose), typeof(Find), typeof(Open), typeof(AskStanding)));
        Assert.Empty(Wire.Missing("Akka.Consensus.Core.SinglePaxos", Stored));
    }

    public void Dispose() => _wire.Dispose();

    private static object Find(string sample) => Sent.Concat<object>(Stored).Single(s => s.ToString() == sample);
}
