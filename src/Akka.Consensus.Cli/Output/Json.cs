using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Akka.Consensus.Cli;

/// <summary>What <c>--json</c> prints: one object.</summary>
internal static class Json
{
    private static readonly JsonContext Context = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        // It goes to a terminal or a pipe, never into a page: names of locks stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string Text<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Context.GetTypeInfo(typeof(T))!);
}

internal sealed record LeaderJson(string Leader, string? Address, string? Ballot, string AnsweredBy);

internal sealed record MemberJson(string Id, string? Address, string Status, string Role);

internal sealed record ClusterJson(string Group, string? Leader, string AnsweredBy, int Count, IReadOnlyList<MemberJson> Members);

/// <summary>The first of those who hold a lock; of one that was asked for by its name, all who hold it and wait for it too.</summary>
internal sealed record LockJson(
    string Name, string? Holder, string? Token, long? Session, int Waiting, string Mode, int Holders, int Permits, string? Value)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ClaimJson>? HeldBy { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ClaimJson>? Waiters { get; init; }
}

/// <summary>One who holds or waits. Seconds: for how long; null if for longer than the node that answered has run.</summary>
internal sealed record ClaimJson(
    string Client, long Session, long Request, long Owner, string Mode, int Permits, string? Token, double? Seconds, string? Value);

internal sealed record LocksJson(int Count, IReadOnlyList<LockJson> Locks);

internal sealed record SessionJson(long Session, string Client, double TtlSeconds, int Requests);

internal sealed record SessionsJson(int Count, IReadOnlyList<SessionJson> Sessions);

/// <summary>Something that happened. Seen: when this process heard of it, for events do not tell when they happened.</summary>
internal sealed record EventJson(
    long Index, int Part, string Event, string? Name, long Session, long Request, string? Client, string? Token, string? Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Seen);

internal sealed record EventsJson(int Count, long Since, IReadOnlyList<EventJson> Events);

internal sealed record TakenJson(string Holder, long Session, string Token);

internal sealed record ReleaseJson(string Name, string By, int Count, IReadOnlyList<TakenJson> Taken);

internal sealed record DecidedJson(string Name, string? Value);

internal sealed record TransactionJson(string Id, string Protocol, string Process, string Place, string State, double Seconds, string Awaited);

internal sealed record TransactionsJson(int Count, IReadOnlyList<string> Answered, IReadOnlyList<TransactionJson> Transactions);

internal sealed record BenchJson(
    int Clients, bool Hot, double Seconds, long Pairs, double PairsPerSecond, double P50Ms, double P99Ms, long Errors);

internal sealed record TransactionBenchJson(
    string Protocol, int Participants, int Clients, long Transactions, double PerSecond, double P50Ms, double P99Ms);

internal sealed record TransactionsBenchJson(IReadOnlyList<TransactionBenchJson> Figures);

internal sealed record TableJson(double BytesPerLock, long SnapshotBytes, double WriteSeconds, double ReadSeconds);

internal sealed record CapacityJson(
    int Locks, int Sessions, BenchJson Empty, BenchJson Full, double FillSeconds, long MemoryBefore, long MemoryAfter, long MemoryPerLock,
    long SnapshotFileBytes, double RestartSeconds, TableJson Table);

internal sealed record FigureJson(string Name, double Value, string Expected, bool Right);

internal sealed record DemoJson(bool Right, double Seconds, IReadOnlyList<FigureJson> Figures, string? Files);

[JsonSerializable(typeof(LeaderJson))]
[JsonSerializable(typeof(ClusterJson))]
[JsonSerializable(typeof(LocksJson))]
[JsonSerializable(typeof(SessionsJson))]
[JsonSerializable(typeof(EventJson))]
[JsonSerializable(typeof(EventsJson))]
[JsonSerializable(typeof(ReleaseJson))]
[JsonSerializable(typeof(DecidedJson))]
[JsonSerializable(typeof(TransactionsJson))]
[JsonSerializable(typeof(BenchJson))]
[JsonSerializable(typeof(TransactionsBenchJson))]
[JsonSerializable(typeof(CapacityJson))]
[JsonSerializable(typeof(DemoJson))]
internal sealed partial class JsonContext : JsonSerializerContext;
