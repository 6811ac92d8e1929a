using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>
/// Writes down everything that an object holds, its private fields too: two cores with the same text will do the same from now on. No field can be
/// forgotten, and one that is added to a core is taken in by itself.
/// </summary>
public static class Structure
{
    private const int MaxDepth = 32;
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Fields = [];

    /// <summary>The text of an object.</summary>
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        if (depth > MaxDepth)
            throw new InvalidOperationException("an object that contains itself cannot be written down");
        switch (value)
        {
            case null:
                text.Append('~');
                break;
            case string or Enum or TimeSpan:
                text.Append('"').Append(value).Append('"');
                break;
            case IFormattable number when value.GetType().IsPrimitive:
                text.Append(number.ToString(null, CultureInfo.InvariantCulture));
                break;
            case bool flag:
                text.Append(flag ? '+' : '-');
                break;
            case IEnumerable items:
                WriteItems(text, items, depth);
                break;
            default:
                text.Append('(');
                foreach (var field in FieldsOf(value.GetType()))
                {
                    Write(text, field.GetValue(value), depth + 1);
                    text.Append(' ');
                }

                text.Append(')');
                break;
        }
    }

    private static void WriteItems(StringBuilder text, IEnumerable items, int depth)
    {
        var written = new List<string>();
        foreach (var item in items)
        {
            var one = new StringBuilder();
            Write(one, item, depth + 1);
            written.Add(one.ToString());
        }

        if (HasNoOrder(items.GetType()))
            written.Sort(StringComparer.Ordinal);
        text.Append('[').AppendJoin(' ', written).Append(']');
    }

    /// <summary>The order in which a hash table gives its items is an accident, not a part of its content.</summary>
    private static bool HasNoOrder(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Dictionary<,>) || type.GetGenericTypeDefinition() == typeof(HashSet<>));

    private static FieldInfo[] FieldsOf(Type type)
    {
        if (Fields.TryGetValue(type, out var known))
            return known;
        // What is the same for every role in every state is left out.
        var fields = new List<FieldInfo>();
        for (var level = type; level is not null; level = level.BaseType)
        {
            fields.AddRange(level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(f => f.FieldType != typeof(Quorum) && f.FieldType != typeof(GroupSettings)));
        }

        return Fields[type] = [.. fields];
    }
}
