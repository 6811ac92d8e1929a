using System.CommandLine;
using System.CommandLine.Invocation;

namespace Akka.Consensus.Simulation.Commands;

/// <summary>The command line: <c>run</c>, <c>replay</c>, <c>mutants</c>, <c>check</c>. The exit code is 1 if anything is not as it should be.</summary>
public static class CommandTree
{
    /// <summary>What a person types to see a seed again.</summary>
    public const string ReplayPrefix = "dotnet run -c Release --project tests/Akka.Consensus.Simulation -- replay ";

    /// <summary>The exit code of a command line that is wrong: no command answers with it, least of all as a verdict.</summary>
    public const int WrongUsage = 64;

    /// <summary>Does what a command line says.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = Build().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is not ParseErrorAction)
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error });
        var wrong = parsed.UnmatchedTokens is [var unknown, ..] ? $"Unknown command or option '{unknown}'." : parsed.Errors[0].Message;
        error.WriteLine($"{string.Join(' ', wrong.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} See --help.");
        return WrongUsage;
    }

    public static RootCommand Build() => new("Runs whole clusters of Akka.Consensus cores in virtual time, and checks them at every step")
    {
        RunCommand(),
        ReplayCommand(),
        MutantsCommand(),
        CheckCommand.Create(),
    };

    private static Command RunCommand()
    {
        var seeds = new Option<ulong>("--seeds") { Description = "How many seeds to run.", DefaultValueFactory = _ => 1000 };
        var from = new Option<ulong>("--from") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
        var time = new Option<int>("--time") { Description = "Stop after so many seconds; 0 for never." };
        var command = new Command("run", "Runs many seeds; fails if anything does not hold, or if a probe is never hit") { seeds, from, time };
        command.SetAction(parsed => Reports.Run(parsed.GetValue(from), parsed.GetValue(seeds), parsed.GetValue(time), Console.Out));
        return command;
    }

    private static Command ReplayCommand()
    {
        var seed = new Argument<ulong>("seed") { Description = "The seed to run again." };
        var trace = new Option<bool>("--trace") { Description = "Write down everything that happens." };
        var command = new Command("replay", "Runs one seed again") { seed, trace };
        command.SetAction(parsed => Reports.Replay(parsed.GetValue(seed), parsed.GetValue(trace), Console.Out));
        return command;
    }

    private static Command MutantsCommand()
    {
        var command = new Command("mutants", "Runs every known-wrong variant; fails if one is not caught within its number of seeds");
        command.SetAction(_ => Reports.Mutants(Console.Out));
        return command;
    }
}
