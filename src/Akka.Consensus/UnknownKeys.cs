using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Akka.Consensus;

/// <summary>A key that nothing reads is a mistake, and one that goes unnoticed is an outage later.</summary>
internal static class UnknownKeys
{
    /// <summary>What is handed on to others as it is: their keys are theirs.</summary>
    private static readonly string[] Foreign = ["journal", "dispatcher", "journal-dispatcher", "client.cluster-client"];

    public static void Refuse(Config actual, Config known)
    {
        var keys = Keys(known.Root, "").ToHashSet(StringComparer.Ordinal);
        foreach (var key in Keys(actual.Root, ""))
        {
            if (keys.Contains(key) || Foreign.Any(f => key == f || key.StartsWith(f + ".", StringComparison.Ordinal)))
                continue;
            throw new ConsensusConfigurationException($"akka.consensus.{key} is not a setting{Suggestion(key, keys)}");
        }
    }

    /// <summary>Most mistakes are in the end of a word: the known key that begins most alike is likely the one that was meant.</summary>
    private static string Suggestion(string key, IEnumerable<string> known)
    {
        var nearest = known.Order(StringComparer.Ordinal).MaxBy(k => Alike(key, k))!;
        return Alike(key, nearest) > key.LastIndexOf('.') + 1
            ? $"; did you mean akka.consensus.{nearest}?"
            : "; all settings are in the library's reference.conf";
    }

    private static int Alike(string left, string right) => left.Zip(right).TakeWhile(pair => pair.Item1 == pair.Item2).Count();

    private static IEnumerable<string> Keys(HoconValue value, string path)
    {
        if (!value.IsObject())
            return [path];
        return value.GetObject().Items.SelectMany(item => Keys(item.Value, path.Length == 0 ? item.Key : $"{path}.{item.Key}"));
    }
}
