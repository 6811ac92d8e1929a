using Akka.Consensus.Journal;
using Akka.Consensus.Journal.Postgres;
using Npgsql;
using Xunit;

namespace Akka.Consensus.Tests.Postgres;

/// <summary>What PostgreSQL says of its pages is not taken for a passing failure, and nothing else is taken for damage.</summary>
public sealed class PostgresFailuresSpec
{
    [Theory(DisplayName = "A failure of PostgreSQL should be taken for damage only if a page is not what was written")]
    [InlineData("XX001", true)]
    [InlineData("XX002", true)]
    [InlineData("23505", false)]
    [InlineData("53100", false)]
    [InlineData("57P01", false)]
    public void A_failure_should_be_taken_for_damage_only_if_it_is(string state, bool isDamage)
    {
        var failure = new PostgresException("it failed", "ERROR", "ERROR", state);

        Assert.Equal(isDamage, JournalFailures.FindDamage(new InvalidOperationException("the stream failed", failure), PostgresFailures.IsDamage) is not null);
        Assert.Equal(isDamage, PostgresFailures.Explain("db", failure) is JournalCorruptException);
    }
}
