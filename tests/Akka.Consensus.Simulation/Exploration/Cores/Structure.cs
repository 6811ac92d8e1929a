using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;

namespace Akka.Consensus.Simulation.Exploration.Cores;

/// <summary>
/// Writes down everything that an object holds, its private fields too: two cores with the same text will do the same from now on. No
/// field can be forgotten, and one that is added to a core is taken in by itself.
/// </summary>
public static class Structure
{
    private const int MaxDepth = 32;
    private static readonly ConcurrentDictionary<Type, Func<object, object?>[]> Fields = [];

    /// <summary>The text of an object.</summary>
    public static string Of(object? value)
    {
        var text = new StringBuilder(256);
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
            case long number:
                text.Append(number);
                break;
            case int number:
                text.Append(number);
                break;
            case bool flag:
                text.Append(flag ? '+' : '-');
                break;
            case string name:
                text.Append('"').Append(name).Append('"');
                break;
            case Enum or IFormattable and ValueType:
                text.Append('"').Append(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)).Append('"');
                break;
            case IEnumerable items when HasNoOrder(value.GetType()):
                WriteSorted(text, items, depth);
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                {
                    Write(text, item, depth + 1);
                    text.Append(' ');
                }

                text.Append(']');
                break;
            default:
                text.Append('(');
                foreach (var field in Fields.GetOrAdd(value.GetType(), FieldsOf))
                {
                    Write(text, field(value), depth + 1);
                    text.Append(' ');
                }

                text.Append(')');
                break;
        }
    }

    private static void WriteSorted(StringBuilder text, IEnumerable items, int depth)
    {
        var written = new List<string>();
        foreach (var item in items)
        {
            var one = new StringBuilder();
            Write(one, item, depth + 1);
            written.Add(one.ToString());
        }

        written.Sort(StringComparer.Ordinal);
        text.Append('[').AppendJoin(' ', written).Append(']');
    }

    /// <summary>The order in which a hash table gives its items is an accident, not a part of its content.</summary>
    private static bool HasNoOrder(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Dictionary<,>) || type.GetGenericTypeDefinition() == typeof(HashSet<>));

    /// <summary>Reads each field of a type, and of those that it derives from; not what is the same for every role in every state.</summary>
    private static Func<object, object?>[] FieldsOf(Type type)
    {
        var fields = new List<Func<object, object?>>();
        for (var level = type; level is not null; level = level.BaseType)
        {
            fields.AddRange(level.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(f => f.FieldType != typeof(Quorum) && f.FieldType != typeof(GroupSettings))
                .Select(ReaderOf));
        }

        return [.. fields];
    }

    private static Func<object, object?> ReaderOf(FieldInfo field)
    {
        var owner = Expression.Parameter(typeof(object));
        var value = Expression.Field(Expression.Convert(owner, field.DeclaringType!), field);
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(value, typeof(object)), owner).Compile();
    }
}
