using Akka.Consensus.Simulation.Exploration.Cores;
using Xunit;

namespace Akka.Consensus.Core.Tests.Exploration;

public sealed class StructureSpec
{
    [Fact]
    public void Private_fields_should_be_told_apart_those_of_base_classes_too()
    {
        Assert.Equal(Structure.Of(new Derived(1, 2)), Structure.Of(new Derived(1, 2)));
        Assert.NotEqual(Structure.Of(new Derived(1, 2)), Structure.Of(new Derived(1, 3)));
        Assert.NotEqual(Structure.Of(new Derived(1, 2)), Structure.Of(new Derived(3, 2)));
    }

    [Fact]
    public void Lists_should_be_told_apart_by_their_order_and_hash_tables_should_not()
    {
        Assert.NotEqual(Structure.Of(new List<int> { 1, 2 }), Structure.Of(new List<int> { 2, 1 }));
        Assert.Equal(Structure.Of(new HashSet<int> { 1, 2 }), Structure.Of(new HashSet<int> { 2, 1 }));
        Assert.Equal(
            Structure.Of(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }),
            Structure.Of(new Dictionary<string, int> { ["b"] = 2, ["a"] = 1 }));
        Assert.NotEqual(Structure.Of(new Dictionary<string, int> { ["a"] = 1 }), Structure.Of(new Dictionary<string, int> { ["a"] = 2 }));
    }

    [Fact]
    public void Values_should_not_run_into_one_another()
    {
        Assert.NotEqual(Structure.Of(new List<int> { 1, 23 }), Structure.Of(new List<int> { 12, 3 }));
        Assert.NotEqual(Structure.Of(new Derived(1, 23)), Structure.Of(new Derived(12, 3)));
        Assert.NotEqual(Structure.Of(null), Structure.Of(""));
    }

    [Fact]
    public void An_object_that_contains_itself_should_be_refused() => Assert.Throws<InvalidOperationException>(() => Structure.Of(new Endless()));

    private class Base(int hidden)
    {
        private readonly int _hidden = hidden;

        public override string ToString() => $"{_hidden}";
    }

    private sealed class Derived(int hidden, int captured) : Base(hidden)
    {
        public override string ToString() => $"{captured}";
    }

    private sealed class Endless
    {
        private readonly Endless _self;

        public Endless() => _self = this;

        public override string ToString() => $"{ReferenceEquals(_self, this)}";
    }
}
