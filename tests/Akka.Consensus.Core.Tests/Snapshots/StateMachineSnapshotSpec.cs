using Akka.Consensus.Core.Locks;
using Akka.Consensus.Core.Sessions;
using CsCheck;
using Xunit;

namespace Akka.Consensus.Core.Tests.Snapshots;

/// <summary>S1 and S4: a state machine that was restored goes on exactly as the one that was written.</summary>
public sealed class StateMachineSnapshotSpec
{
    private static readonly string[] Names = ["a", "b", "ä/ü", ""];

    private static readonly Gen<LockRequest> Body = Gen.Frequency(
        (2, Gen.Select(Name, Gen.Bool, LockRequest (name, waits) => new Acquire(name, waits))),
        (4, Gen.Select(Name, Gen.Bool, Gen.Int[0, 2], Gen.Long[0, 2], Gen.Int[0, 2], Gen.Bool, Detailed)),
        (1, Gen.Select(Gen.Bool, Gen.Int[1, 2], LockRequest (waits, count) =>
            new Acquire("pool", waits) { Mode = LockMode.Permits, Count = count, Permits = 2 })),
        (3, Gen.Select(Name, Gen.Long[1, 12], Gen.Long[4, 60], LockRequest (name, sequence, token) =>
            new Release(name, sequence, new FencingToken(token)) { Note = token % 2 == 0 ? "note" : null })),
        (1, Gen.Select(Name, Gen.Long[1, 12], LockRequest (name, sequence) => new CancelAcquire(name, sequence))),
        (1, Gen.Select(Name, Gen.Long[4, 60], LockRequest (name, token) => new ForceRelease(name, new FencingToken(token), "operator"))));

    // Sessions that are there from the beginning: requests of others do nothing.
    private static readonly Command[] Opened =
        [.. Enumerable.Range(1, 3).Select(i => new OpenSession(new ClientId($"c{i}"), 1, TimeSpan.FromSeconds(5)))];

    private static readonly Gen<Command> AnyCommand = Gen.Frequency(
        (1, Gen.Int[0, 3].Select(Command (client) => new OpenSession(new ClientId($"c{client}"), 1, TimeSpan.FromSeconds(5)))),
        (1, Gen.Long[1, 30].Select(Command (session) => new ExpireSession(new SessionId(session)))),
        (1, Gen.Long[1, 30].Select(Command (session) => new CloseSession(new ClientId("c1"), new SessionId(session)))),
        (1, Gen.Long[4, 60].Select(Command (token) => new EndDelay(new FencingToken(token)))),
        (20, Gen.Select(Gen.Long[1, 4], Gen.Long[1, 12], Gen.Long[0, 2], Body,
            Command (session, sequence, acknowledged, body) => new SessionRequest(new SessionId(session), sequence, acknowledged, body))));

    private static Gen<string> Name => Gen.Int[0, 3].Select(i => Names[i]);

    private static LockRequest Detailed(string name, bool waits, int mode, long party, int delay, bool isForTwo) => new Acquire(name, waits)
    {
        Mode = (LockMode)mode,
        Party = party,
        Delay = TimeSpan.FromSeconds(delay),
        Value = delay == 1 ? "value" : null,
        Others = isForTwo ? [new LockDemand(name == "a" ? "b" : "a", (LockMode)mode)] : [],
    };

    [Fact(DisplayName = "A restored state machine should go on as the one that was written, answer for answer and byte for byte")]
    public void A_restored_state_machine_should_go_on_as_the_original()
    {
        // Limits that are reached, now and then: what counts against them must be the same too.
        var limits = new TableLimits { Sessions = 3, RequestsOfSession = 4, Requests = 6 };
        Gen.Select(AnyCommand.Array[0, 60], AnyCommand.Array[0, 40]).Sample((before, after) =>
        {
            var original = new SessionTable(new LockTable(limits));
            Apply(original, [.. Opened, .. before], 1);
            var restored = new SessionTable(new LockTable(limits));
            Apply(restored, [.. Opened, .. after], 1);
            restored.Read(new StateReader(Written(original)));

            var expected = Apply(original, after, before.Length + Opened.Length + 1);
            var actual = Apply(restored, after, before.Length + Opened.Length + 1);

            return expected.SequenceEqual(actual) && Written(original).SequenceEqual(Written(restored));
        });
    }

    [Fact(DisplayName = "Every kind of answer should survive a snapshot")]
    public void Every_kind_of_answer_should_survive_a_snapshot()
    {
        LockAnswer[] answers =
        [
            new Granted(new FencingToken(4)), new Queued(3), new Denied("host"), new Released(), new NotHeld(), new Cancelled(), new BadName(),
            new TooManyRequests(), new Granted(new FencingToken(5)) { Others = [new FencingToken(6), new FencingToken(7)], Note = "note" },
            new Mismatch("pool", 3), new TooManyReentries("a"), new Deadlock("a waits for b, b waits for a"),
        ];

        // What comes unasked stands in no snapshot as an answer.
        var kinds = typeof(LockAnswer).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(LockAnswer)) && t != typeof(Revoked));
        Assert.Equal(kinds.ToHashSet(), answers.Select(a => a.GetType()).ToHashSet());

        var writer = new StateWriter();
        foreach (var answer in answers)
            AnswerCodec.Write(writer, answer);

        var reader = new StateReader(writer.ToArray());
        Assert.All(answers, a => Assert.Equal(a, AnswerCodec.Read(reader)));
    }

    private static List<string> Apply(SessionTable table, IEnumerable<Command> commands, long first)
    {
        var effects = new Effects();
        foreach (var command in commands)
            table.Apply(new LogIndex(first++), command, effects);
        table.Answer(effects);
        return [.. effects.Items.Select(e => e.Message is SessionAnswers answers ? string.Join(", ", answers.Items) : $"{e.Message}")];
    }

    private static byte[] Written(SessionTable table)
    {
        var writer = new StateWriter();
        table.Write(writer);
        return writer.ToArray();
    }
}
