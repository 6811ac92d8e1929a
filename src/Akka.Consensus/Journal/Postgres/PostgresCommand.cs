using System.Data.Common;

namespace Akka.Consensus.Journal.Postgres;

/// <summary>The few statements that a voter says to its database itself, and not through the journal plugin.</summary>
internal static class PostgresCommand
{
    /// <summary>The first value of the first row; null if there is none.</summary>
    public static object? Query(this DbConnection connection, string sql, params object[] values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in values)
        {
            // without a name: the statements say $1, $2
            var parameter = command.CreateParameter();
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }

        return command.ExecuteScalar() is { } found and not DBNull ? found : null;
    }

    /// <summary>All rows of two columns.</summary>
    public static List<(T First, TNext Second)> Rows<T, TNext>(this DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<(T, TNext)>();
        while (reader.Read())
            rows.Add((reader.GetFieldValue<T>(0), reader.GetFieldValue<TNext>(1)));
        return rows;
    }
}
