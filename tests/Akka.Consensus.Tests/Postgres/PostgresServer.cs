using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace Akka.Consensus.Tests.Postgres;

/// <summary>A PostgreSQL server of these specs: on a free port, in a temporary folder, gone with them. Databases are made as they are needed.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Owner = "postgres";

    private readonly string _folder = Directory.CreateTempSubdirectory("akka-consensus-postgres-").FullName;
    private readonly int _port = FreePort();
    private readonly int _maxPreparedTransactions;
    private int _databases;

    public PostgresServer()
        : this(maxPreparedTransactions: 64)
    {
    }

    internal PostgresServer(int maxPreparedTransactions) => _maxPreparedTransactions = maxPreparedTransactions;

    private string Data => Path.Combine(_folder, "data");

    private string Log => Path.Combine(_folder, "server.log");

    /// <summary>How to reach a database of the server.</summary>
    public string ConnectionTo(string database) => string.Create(CultureInfo.InvariantCulture,
        $"Host=127.0.0.1;Port={_port};Database={database};Username={Owner};Include Error Detail=true");

    /// <summary>The name by which messages call a database.</summary>
    public string NameOf(string database) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}/{database}");

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its name.</returns>
    public string CreateDatabase()
    {
        var name = $"voter{Interlocked.Increment(ref _databases)}";
        Execute(Owner, $"CREATE DATABASE {name}");
        return name;
    }

    /// <summary>Says something to a database by a connection of its own.</summary>
    /// <returns>The first value of the first row; null if there is none.</returns>
    public object? Execute(string database, string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionTo(database) + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    /// <summary>Starts the server again. Its sessions end.</summary>
    public void Restart()
    {
        Stop();
        Start();
    }

    /// <summary>Stops the server. Its sessions end.</summary>
    public void Stop() => Run("pg_ctl", "stop", "-D", Data, "-w", "-s", "-m", "fast");

    /// <summary>Starts the server after <see cref="Stop"/>.</summary>
    public void Start() => Run("pg_ctl", "start", "-D", Data, "-w", "-s", "-l", Log);

    public Task InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess)
            Require(Start("chown", [Owner, _folder]));
        Run("initdb", "-D", Data, "-U", Owner, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "--no-instructions");
        File.AppendAllText(Path.Combine(Data, "postgresql.auto.conf"), string.Create(CultureInfo.InvariantCulture,
            $"port = {_port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nshared_buffers = 16MB\nmax_prepared_transactions = {_maxPreparedTransactions}\n"));
        Start();
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        if (Directory.Exists(Data))
            Run("pg_ctl", "stop", "-D", Data, "-w", "-s", "-m", "immediate");
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    // The server refuses to run as root.
    private void Run(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs(), program);
        Require(Environment.IsPrivilegedProcess ? Start("runuser", ["-u", Owner, "--", path, .. arguments]) : Start(path, arguments));
    }

    private static string Programs() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb")))
            .MaxBy(d => int.Parse(Path.GetFileName(Path.GetDirectoryName(d)!), CultureInfo.InvariantCulture)) ?? throw Missing()
        : throw Missing();

    private static InvalidOperationException Missing() => new("PostgreSQL is missing: apt-get install postgresql-15, as .ci/run does it");

    private Process Start(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardError = true, RedirectStandardOutput = true };
        return Process.Start(start)!;
    }

    // Its error ends with it; its output does not, for the server inherits it.
    private void Require(Process process)
    {
        using (process)
        {
            process.WaitForExit(TimeSpan.FromMinutes(1));
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException(
                    $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}: {process.StandardError.ReadToEnd()}"
                    + (File.Exists(Log) ? File.ReadAllText(Log) : ""));
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>The specs that share a server.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresSpecs : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}
