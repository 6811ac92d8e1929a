using System.Collections;
using System.Reflection;
using Xunit;

namespace Akka.Consensus.Tests.Wires;

/// <summary>Records compare by value, but the lists in them do not.</summary>
internal static class Sameness
{
    public static void AssertSame(object? expected, object? actual)
    {
        if (Equals(expected, actual))
            return;
        Assert.NotNull(expected);
        Assert.NotNull(actual);
        if (expected is IEnumerable items and not string)
        {
            var (wanted, found) = (items.Cast<object>().ToList(), Assert.IsAssignableFrom<IEnumerable>(actual).Cast<object>().ToList());
            Assert.Equal(wanted.Count, found.Count);
            foreach (var (one, other) in wanted.Zip(found))
                AssertSame(one, other);
            return;
        }

        Assert.Equal(expected.GetType(), actual.GetType());
        if (!IsRecord(expected.GetType()))
            Assert.Fail($"{actual} came back for {expected}");
        foreach (var property in expected.GetType().GetProperties())
            AssertSame(property.GetValue(expected), property.GetValue(actual));
    }

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;
}
