using Akka.Actor;
using Akka.Event;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Akka.Consensus.Tests.Journal;

/// <summary>A journal with rows, as a voter left it when it was stopped.</summary>
public sealed class StoppedVoter : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("akka-consensus-").FullName;

    public async Task InitializeAsync()
    {
        await using var voter = new SoleVoter(Folder);
        for (var i = 0; i < 5; i++)
            await voter.LockOnceAsync();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }
}

/// <summary>What the actors make of a journal that was altered under them.</summary>
public sealed class VoterJournalSpec(StoppedVoter stopped) : IClassFixture<StoppedVoter>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("akka-consensus-").FullName;

    [Theory(DisplayName = "A voter should refuse, and name the file and what to do, when a row")]
    [InlineData("has one byte altered", "UPDATE journal SET message = CAST(replace(message, 'node-1', 'node-7') AS BLOB) WHERE {0}")]
    [InlineData("is rubbish", "UPDATE journal SET message = randomblob(50) WHERE {0}")]
    [InlineData("is empty", "UPDATE journal SET message = x'' WHERE {0}")]
    [InlineData("is gone", "DELETE FROM journal WHERE {0}")]
    [InlineData("counts as deleted", "UPDATE journal SET deleted = 1 WHERE {0}")]
    [InlineData("is of an unknown kind", "UPDATE journal SET manifest = 'R9' WHERE {0}")]
    [InlineData("is of an unknown serializer", "UPDATE journal SET identifier = 271 WHERE {0}")]
    [InlineData("is of two writers", "UPDATE journal SET writer_uuid = 'another' WHERE {0}")]
    [InlineData("is of another role", "UPDATE journal SET persistence_id = 'another' WHERE {0}")]
    [InlineData("counts as deleted at the end", "UPDATE journal SET deleted = 1 WHERE ordering = "
        + "(SELECT max(ordering) FROM journal WHERE persistence_id = 'default-acceptor')")]
    public async Task A_voter_should_refuse_when_a_row(string how, string sql)
    {
        Copy();
        Execute(string.Format(global::System.Globalization.CultureInfo.InvariantCulture, sql,
            "persistence_id = 'default-acceptor' AND sequence_number = 4"));
        await using var voter = new SoleVoter(_folder);

        var reason = await voter.FailedAsync();

        Assert.True(reason.Contains($"'{Path.Combine(_folder, "journal.db")}'", StringComparison.Ordinal), $"{how}: {reason}");
        Assert.Contains("'default-acceptor'", reason, StringComparison.Ordinal);
        Assert.Contains("Do not delete", reason, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A journal that was not altered should be used, in life after life")]
    public async Task A_journal_that_was_not_altered_should_be_used()
    {
        Copy();
        for (var life = 0; life < 2; life++)
        {
            await using var voter = new SoleVoter(_folder);
            await voter.LockOnceAsync();
            Assert.False(voter.Consensus.Failed.IsCompleted);
        }
    }

    [Fact(DisplayName = "A journal that cannot be written for a while should be tried again, and used on")]
    public async Task A_journal_that_cannot_be_written_for_a_while_should_be_tried_again()
    {
        Copy();
        await using (var voter = new SoleVoter(_folder))
        {
            await voter.LockOnceAsync();
            var errors = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            voter.System.EventStream.Subscribe(voter.System.ActorOf(Props.Create(() => new Listener(errors))), typeof(Error));
            using (var other = Open())
            {
                using var writing = other.BeginTransaction();
                var waiting = voter.LockOnceAsync();
                await errors.Task.WaitAsync(TimeSpan.FromMinutes(1));
                writing.Rollback();
                await waiting;
            }

            Assert.False(voter.Consensus.Failed.IsCompleted);
        }

        await using var next = new SoleVoter(_folder);
        await next.LockOnceAsync();
        Assert.False(next.Consensus.Failed.IsCompleted);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Copy()
    {
        foreach (var file in Directory.EnumerateFiles(stopped.Folder, "journal.*"))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "journal.db")};Pooling=false");
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(TaskCompletionSource errors)
        {
            Receive<Error>(e =>
            {
                if (e.Message.ToString()!.Contains("could not write its journal", StringComparison.Ordinal))
                    errors.TrySetResult();
            });
        }
    }
}
