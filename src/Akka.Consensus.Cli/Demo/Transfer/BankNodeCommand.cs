using System.CommandLine;
using System.Globalization;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Consensus.Cli;

/// <summary>A node of <c>demo transfer</c>: as <c>node</c>, with banks on it. Not for people.</summary>
internal static class BankNodeCommand
{
    public const string Name = "bank-node";

    /// <summary>How many banks there are on each.</summary>
    public const int BanksPerNode = 5;

    /// <summary>The name of a bank's actor.</summary>
    public static string BankName(int number) => string.Create(CultureInfo.InvariantCulture, $"bank-{number}");

    public static Command Create()
    {
        var id = new Option<string>("--id") { Required = true };
        var data = new Option<string>("--data") { Required = true };
        var command = new Command(Name, "Run a node of `demo transfer`.") { id, data };
        command.Hidden = true;
        command.SetAction(parsed => RunAsync(parsed.GetRequiredValue(id), parsed.GetRequiredValue(data)));
        return command;
    }

    private static Task<int> RunAsync(string id, string data)
    {
        var settings = NodeSettings.Load(id, [], data);
        return NodeCommand.RunAsync(settings with { Config = JournalOfBank(settings.Folder).WithFallback(settings.Config) }, system =>
        {
            for (var number = 1; number <= BanksPerNode; number++)
            {
                var own = number;
                system.ActorOf(Props.Create(() => new BankActor(id, own)), BankName(number));
            }

            PostgresBank.StartOn(id, system);
            system.ActorOf(Props.Create(() => new Teller()), "teller");
        });
    }

    /// <summary>The journal of the application, apart from that of the votes.</summary>
    private static Config JournalOfBank(string folder) => ConfigurationFactory.ParseString($$"""
        akka.persistence.journal {
          plugin = "akka.persistence.journal.sql"
          sql {
            class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
            provider-name = "SQLite.MS"
            connection-string = "Data Source={{Path.Combine(folder, "bank.db")}}"
          }
        }
        """).WithFallback(Akka.Persistence.Sql.SqlPersistence.DefaultConfiguration);
}
