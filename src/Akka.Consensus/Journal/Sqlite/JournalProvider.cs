using LinqToDB;
using LinqToDB.Data;
using LinqToDB.DataProvider.SQLite;
using LinqToDB.Internal.DataProvider.SQLite;

namespace Akka.Consensus.Journal.Sqlite;

/// <summary>
/// linq2db's provider for Microsoft.Data.Sqlite with <see cref="JournalInterceptor"/> on every connection, registered by a name,
/// because a journal plugin that is given HOCON only names its provider and has no place for an interceptor.
/// </summary>
internal sealed class JournalProvider : SQLiteDataProvider
{
    /// <summary>What <c>provider-name</c> must say. Akka.Persistence.Sql looks for "sqlite" in it.</summary>
    public const string RegisteredName = "Akka.Consensus.SQLite";

    // The base class maps column types by this name, and for this name only.
    private JournalProvider()
        : base(ProviderName.SQLiteMS, SQLiteProvider.Microsoft)
    {
    }

    /// <summary>Makes the name known to linq2db. More than once does no harm.</summary>
    public static void Register() => DataConnection.AddDataProvider(RegisteredName, new JournalProvider());

    /// <inheritdoc />
    public override void InitContext(IDataContext dataContext) => dataContext.AddInterceptor(JournalInterceptor.Instance);
}
