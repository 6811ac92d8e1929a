using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Sessions;
using Xunit;

namespace Akka.Consensus.Core.Tests.Client;

public sealed class QueriesSpec
{
    private static readonly ClientId Self = new("client");
    private static readonly Address Best = Address.Proposer(new NodeId("best"));

    [Fact(DisplayName = "A question for one node should go to that node, again too, and not make the client look for another")]
    public void A_question_for_one_node_should_go_to_that_node()
    {
        var queries = new Queries(new ClientSettings());
        var effects = new Effects();
        var only = new NodeId("only");
        queries.Add(1, new StatusQuery(Self, 1), TimeSpan.FromSeconds(10), effects, only);

        foreach (var second in new[] { 1, 2 })
        {
            Assert.False(queries.Send(TimeSpan.FromSeconds(second), Best, effects));
            Assert.Equal(Address.Proposer(only), Assert.Single(effects.Items).To);
            effects.Clear();
        }
    }

    [Fact(DisplayName = "A question for any node should go where it is best answered, and when it goes out again, the client looks for another")]
    public void A_question_for_any_node_should_go_where_it_is_best_answered()
    {
        var queries = new Queries(new ClientSettings());
        var effects = new Effects();
        queries.Add(1, new StatusQuery(Self, 1), TimeSpan.FromSeconds(10), effects);

        Assert.False(queries.Send(TimeSpan.FromSeconds(1), Best, effects));
        Assert.True(queries.Send(TimeSpan.FromSeconds(2), Best, effects));

        Assert.Equal([Best, Best], effects.Items.Select(e => e.To));
    }
}
