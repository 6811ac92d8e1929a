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

internal sealed record LockJson(string Name, string Holder, string Token, long Session, int Waiting);

internal sealed record LocksJson(int Count, IReadOnlyList<LockJson> Locks);

internal sealed record BenchJson(
    int Clients, bool Hot, double Seconds, long Pairs, double PairsPerSecond, double P50Ms, double P99Ms, long Errors);

internal sealed record TableJson(double BytesPerLock, long SnapshotBytes, double WriteSeconds, double ReadSeconds);

internal sealed record CapacityJson(
    int Locks, int Sessions, BenchJson Empty, BenchJson Full, double FillSeconds, long MemoryBefore, long MemoryAfter, long MemoryPerLock,
    long SnapshotFileBytes, double RestartSeconds, TableJson Table);

internal sealed record FigureJson(string Name, double Value, string Expected, bool Right);

internal sealed record DemoJson(bool Right, double Seconds, IReadOnlyList<FigureJson> Figures, string? Files);

[JsonSerializable(typeof(LeaderJson))]
[JsonSerializable(typeof(ClusterJson))]
[JsonSerializable(typeof(LocksJson))]
[JsonSerializable(typeof(BenchJson))]
[JsonSerializable(typeof(CapacityJson))]
[JsonSerializable(typeof(DemoJson))]
internal sealed partial class JsonContext : JsonSerializerContext;
