using System.Diagnostics;
using System.Text;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Akka.Consensus.MultiNode.Tests;

/// <summary>What becomes of a journal on the disk of one node, and what that node and the others make of it.</summary>
public sealed class JournalIntegritySpec
{
    private const string Victim = "node-2";
    private const string LockName = "integrity/1";

    private static readonly string[] Files = ["journal.db", "journal.db-wal", "journal.mark"];

    /// <summary>What is done to the files of a node that was killed, and a word by which it says what it found.</summary>
    private static readonly (string How, Action<string> Damage, string Word)[] Damages =
    [
        ("the write-ahead log is gone", f => File.Delete(f + "-wal"), "journal.mark"),
        ("the write-ahead log is cut", f => Cut(f + "-wal"), "journal.mark"),
        ("a byte of the write-ahead log is flipped", f => Flip(f + "-wal", LockName), "journal.mark"),
        ("a byte in the middle is flipped", f => Flip(Folded(f), LockName), "'default-acceptor'"),
        ("the file is cut", f => Cut(Folded(f)), "is damaged"),
        ("the file is emptied", f => Cut(f, 0), "it is empty"),
        ("the file is gone, and the mark is not", f => File.Delete(Folded(f)), "it is missing"),
        ("the mark is cut", f => Cut(Path.ChangeExtension(f, ".mark")), "journal.mark"),
    ];

    [Fact(DisplayName = "A damaged journal should be noticed at start: its node refuses to vote and says why, and the other two go on")]
    public async Task A_damaged_journal_should_be_noticed_at_start()
    {
        await using var cluster = await RealCluster.StartAsync();
        var folder = Path.Combine(cluster.Folder, Victim);
        var journal = Path.Combine(folder, "journal.db");

        // Granted by two nodes of three: it is on the disks of both.
        await cluster.KillAsync("node-3");
        for (var i = 0; i < 9; i++)
            await AssertGrantedAsync(cluster, $"integrity/{i}");
        await cluster.KillAsync(Victim);
        cluster.Restart("node-3");
        var content = Files.ToDictionary(f => f, f => File.ReadAllBytes(Path.Combine(folder, f)));

        foreach (var (how, damage, word) in Damages)
        {
            Restore(folder, content);
            damage(journal);

            var refused = await Tool.RunAsync(["node", "--id", Victim, "--data", folder]);

            Assert.True(refused.ExitCode == 1, $"{how}: {refused}");
            Assert.Contains($"'{journal}'", refused.Error, StringComparison.Ordinal);
            Assert.Contains(word, refused.Error, StringComparison.Ordinal);
            Assert.Contains("Do not delete", refused.Error, StringComparison.Ordinal);
            Assert.Single(refused.Error.Trim().Split('\n'));
            await AssertGrantedAsync(cluster, how);
        }

        // Undamaged it is let in again: without node-1 it takes its vote to grant anything.
        Restore(folder, content);
        cluster.Restart(Victim);
        await cluster.KillAsync("node-1");
        await AssertGrantedAsync(cluster, "again");
    }

    [Fact(DisplayName = "A node that is killed under load again and again should come back each time, and vote")]
    public async Task A_node_that_is_killed_again_and_again_should_come_back()
    {
        await using var cluster = await RealCluster.StartAsync();
        var mark = Path.Combine(cluster.Folder, Victim, "journal.mark");
        using var load = cluster.Start("bench", "locks", "--clients", "16", "--seconds", "600");
        Process? restarted = null;
        for (var round = 0; round < 5; round++)
        {
            // Once more than for what it may find in its journal: it votes.
            await ChangeAsync(mark, restarted);
            await ChangeAsync(mark, restarted);
            await cluster.KillAsync(Victim);
            restarted = cluster.Restart(Victim);
        }

        load.Kill();
        await cluster.KillAsync("node-1");
        await AssertGrantedAsync(cluster, "again");
    }

    private static async Task AssertGrantedAsync(RealCluster cluster, string name)
    {
        var ended = await cluster.RunAsync("lock", name, "--wait", "60s", "--", "true");
        Assert.True(ended.ExitCode == 0, $"{name}: {ended}");
    }

    /// <summary>Waits until a node has changed the content of a file.</summary>
    private static async Task ChangeAsync(string file, Process? node)
    {
        using var patience = new CancellationTokenSource(Tool.Patience);
        var before = Convert.ToHexString(File.ReadAllBytes(file));
        while (before == Convert.ToHexString(File.ReadAllBytes(file)))
        {
            if (node?.HasExited == true)
                Assert.Fail($"it ended: {await node.StandardError.ReadToEndAsync(patience.Token)}");
            await Task.Delay(20, patience.Token);
        }
    }

    private static void Restore(string folder, Dictionary<string, byte[]> content)
    {
        foreach (var (name, bytes) in content)
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
    }

    /// <summary>SQLite folds the write-ahead log into the file when the last connection is closed.</summary>
    private static string Folded(string journal)
    {
        using (var connection = new SqliteConnection($"Data Source={journal};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM journal";
            Assert.NotEqual(0L, command.ExecuteScalar());
        }

        Assert.False(File.Exists(journal + "-wal"));
        return journal;
    }

    // Wherever the text stands: where SQLite has split a page, the first one may be what it left behind and never reads again.
    private static void Flip(string file, string text)
    {
        var content = File.ReadAllBytes(file);
        var sought = Encoding.UTF8.GetBytes(text);
        var flipped = 0;
        for (int from = 0, at; (at = content.AsSpan(from).IndexOf(sought)) >= 0; from += at + 1, flipped++)
            content[from + at] ^= 1;
        Assert.True(flipped > 0, $"{text} is not in {file}");
        File.WriteAllBytes(file, content);
    }

    private static void Cut(string file) => Cut(file, new FileInfo(file).Length / 2);

    private static void Cut(string file, long length)
    {
        using var open = new FileStream(file, FileMode.Open);
        open.SetLength(length);
    }
}
