using System.Runtime.Serialization;
using Akka.Consensus.Journal;
using Akka.Consensus.Journal.Sqlite;
using Akka.Pattern;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Akka.Consensus.Tests.Journal;

/// <summary>What may pass is tried again; what says that the file is not what was written is not.</summary>
public sealed class JournalFailuresSpec
{
    public static TheoryData<Exception> Passing =>
    [
        new SqliteException("database is locked", 5),
        new SqliteException("database table is locked", 6),
        new SqliteException("disk I/O error", 10),
        new SqliteException("database or disk is full", 13),
        new SqliteException("unable to open database file", 14),
        new SqliteException("UNIQUE constraint failed", 19),
        new TimeoutException(),
        new OperationCanceledException(),
        new OpenCircuitException("open", TimeSpan.FromSeconds(1)),
        new AggregateException(new SqliteException("database is locked", 5), new IOException()),
    ];

    public static TheoryData<Exception> Damages =>
    [
        new SqliteException("database disk image is malformed", 11),
        new SqliteException("file is not a database", 26),
        new SerializationException("no serializer of that number"),
        new InvalidCastException(),
        new IllegalStateException("two writers"),
        new AggregateException(new IOException(), new SqliteException("malformed", 11)),
        new InvalidOperationException("the stream failed", new SqliteException("malformed", 11)),
    ];

    [Theory(DisplayName = "A failure that may pass should not be taken for damage")]
    [MemberData(nameof(Passing))]
    public void A_failure_that_may_pass_should_not_be_taken_for_damage(Exception failure) =>
        Assert.Null(JournalFailures.FindDamage(failure, SqliteFailures.IsDamage));

    [Theory(DisplayName = "A failure that says that the file is damaged should be taken for it")]
    [MemberData(nameof(Damages))]
    public void A_failure_that_says_damage_should_be_taken_for_it(Exception failure) =>
        Assert.NotNull(JournalFailures.FindDamage(failure, SqliteFailures.IsDamage));
}
