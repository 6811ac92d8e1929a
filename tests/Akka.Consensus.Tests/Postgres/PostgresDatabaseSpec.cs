using Akka.Consensus.Journal.Postgres;
using Npgsql;
using Xunit;

namespace Akka.Consensus.Tests.Postgres;

/// <summary>How a voter's PostgreSQL database is reached.</summary>
public sealed class PostgresDatabaseSpec
{
    [Theory(DisplayName = "A connection string that cannot be used should be refused, and not be repeated")]
    [InlineData("Database=voter1;Password=secret", "Host")]
    [InlineData("Host=db;Password=secret", "Database")]
    [InlineData("Host=db1,db2;Database=voter1;Password=secret", "several hosts")]
    [InlineData("Host=db;Port=secret;Database=voter1", "Npgsql")]
    [InlineData("secret", "Npgsql")]
    public void A_connection_string_that_cannot_be_used_should_be_refused(string given, string word)
    {
        var refusal = Assert.Throws<ConsensusConfigurationException>(() => PostgresDatabase.Parse(given));

        Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A connection's own options should be kept beside ours, and the password stay out of the name")]
    public void A_connections_own_options_should_be_kept()
    {
        var database = PostgresDatabase.Parse("Host=db;Database=voter1;Username=u;Password=secret;Options=-c statement_timeout=5s");

        var journal = new NpgsqlConnectionStringBuilder(database.JournalConnectionString);

        Assert.Equal("-c statement_timeout=5s -c synchronous_commit=on", journal.Options);
        Assert.Equal(("db", "voter1", "u", "secret"), (journal.Host, journal.Database, journal.Username, journal.Password));
        Assert.Equal("db:5432/voter1", database.Name);
    }
}
