using Akka.Configuration;
using Xunit;

namespace Akka.Consensus.Tests;

/// <summary>Configuration that cannot be used is refused with the key and what to do.</summary>
public sealed class ConsensusSettingsSpec
{
    [Fact(DisplayName = "The defaults should be usable")]
    public void The_defaults_should_be_usable()
    {
        var settings = Create("");

        Assert.Equal("default", settings.Group);
        Assert.Equal(TimeSpan.FromSeconds(10), settings.Client.SessionTimeToLive);
        Assert.Equal(64 * 1024, settings.Limits.MaxBatchBytes);
    }

    [Theory(DisplayName = "A mistake should be refused, by the name of its key")]
    [InlineData("election-time = 2s", "election-time")]
    [InlineData("client.sesion-ttl = 2s", "client.sesion-ttl")]
    [InlineData("members = [a, b, a]", "members")]
    [InlineData("election-timeout = 200ms", "election-timeout")]
    [InlineData("election-timeout = soon", "election-timeout")]
    [InlineData("data-dir = \"\"", "data-dir")]
    [InlineData("client.session-ttl = 10ms", "session-ttl")]
    [InlineData("client.clock-drift = 2", "clock-drift")]
    [InlineData("client.contact-points = [\"127.0.0.1:4053\"]", "contact-points")]
    [InlineData("max-batch-bytes = 0", "max-batch-bytes")]
    [InlineData("max-pending = 0", "max-pending")]
    [InlineData("hand-over-timeout = 0s", "hand-over-timeout")]
    [InlineData("client.max-operations = 0", "max-operations")]
    [InlineData("client.max-backoff = 1ms", "max-backoff")]
    public void A_mistake_should_be_refused(string mistake, string key)
    {
        var refusal = Assert.Throws<ConsensusConfigurationException>(() => Create(mistake));

        Assert.Contains(key, refusal.Message, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "A mistake in a key should be answered with the key that was meant")]
    [InlineData("election-time = 2s", "did you mean akka.consensus.election-timeout?")]
    [InlineData("client.sesion-ttl = 2s", "did you mean akka.consensus.client.session-ttl?")]
    [InlineData("zzz = 1", "reference.conf")]
    public void A_mistake_in_a_key_should_be_answered_with_the_key_that_was_meant(string mistake, string answer)
    {
        var refusal = Assert.Throws<ConsensusConfigurationException>(() => Create(mistake));

        Assert.Contains(answer, refusal.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Settings of the journal plugin should be left to the plugin")]
    public void Settings_of_the_journal_should_be_left_to_the_plugin() => Create("journal.anything = 1");

    private static ConsensusSettings Create(string own) => ConsensusSettings.Create(
        ConfigurationFactory.ParseString("akka.consensus {\n" + own + "\n}").WithFallback(Consensus.DefaultConfig()));
}
