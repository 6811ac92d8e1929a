using System.CommandLine;
using System.CommandLine.Invocation;
using Akka.Consensus.Core.AtomicCommit;
using Akka.Consensus.Simulation.Ensemble.Registers;
using Akka.Consensus.Simulation.Ensemble.Transactions;
using Akka.Consensus.Simulation.Runs;

namespace Akka.Consensus.Simulation.Commands;

/// <summary>
/// The command line: <c>run</c>, <c>replay</c>, <c>shrink</c>, <c>verify</c>, <c>mutants</c>, <c>check</c>, <c>explore</c>, and
/// <c>registers</c> and <c>transactions</c>. The exit code is 1 if anything is not as it should be, 64 if the command line is wrong, 130 if the work was interrupted.
/// </summary>
public static class CommandTree
{
    /// <summary>Does what a command line says.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = Build(output).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is not ParseErrorAction)
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error });
        var wrong = parsed.UnmatchedTokens is [var unknown, ..] ? $"Unknown command or option '{unknown}'." : parsed.Errors[0].Message;
        error.WriteLine($"{string.Join(' ', wrong.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} See --help.");
        return ExitCodes.WrongUsage;
    }

    public static RootCommand Build(TextWriter output)
    {
        return new("Runs whole clusters of Akka.Consensus cores in virtual time, and checks them at every step")
        {
            RunCommand(output),
            ReplayCommand(output),
            ShrinkCommand(output),
            VerifyCommand(output),
            HashesCommand(output),
            MutantsCommand(output),
            CheckCommand.Create(),
            ExploreCommand.Create(),
            SubjectCommand.Create(new RegistersSubject(),
                "Runs single-decree Paxos, many registers at once, in many seeds; fails if anything does not hold", output),
            TransactionsCommand(output),
        };
    }

    private static Command TransactionsCommand(TextWriter output)
    {
        var protocol = new Option<CommitProtocol?>("--protocol")
        {
            Description = $"One of {string.Join(", ", Enum.GetNames<CommitProtocol>())}; each seed draws one if none is given.",
        };
        return SubjectCommand.Create(new TransactionsSubject(), "Runs atomic commit in many seeds; fails if anything does not hold", output, [protocol],
            parsed => new TransactionsSubject(parsed.GetValue(protocol)));
    }

    private static Command RunCommand(TextWriter output)
    {
        var (seeds, from, parallel) = (Seeds(), From(), Parallel());
        var time = new Option<int>("--time") { Description = "Begin no seed after so many seconds; 0 for no limit." };
        var command = new Command("run", "Runs many seeds; fails if anything does not hold, if a probe is never hit, or if there are too few faults")
        {
            seeds, from, parallel, time,
        };
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var seconds = parsed.GetValue(time);
            var options = new CampaignOptions
            {
                From = parsed.GetValue(from),
                Seeds = parsed.GetValue(seeds),
                Parallel = parsed.GetValue(parallel),
                Limit = seconds > 0 ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue,
            };
            return new RunReport(output, interruption.Token).Run(options);
        });
        return command;
    }

    private static Command ReplayCommand(TextWriter output)
    {
        var options = new RunOptions();
        var trace = new Option<bool>("--trace") { Description = "Write down everything that happens: a line for each event, faults marked with !!." };
        var command = new Command("replay", "Runs one seed again, as it was or with changes");
        options.AddTo(command);
        command.Add(trace);
        command.SetAction(parsed => new ReplayReport(output).Replay(options.Read(parsed), parsed.GetValue(trace)));
        return command;
    }

    private static Command ShrinkCommand(TextWriter output)
    {
        var options = new RunOptions();
        var effort = new Option<int>("--effort") { Description = "How many million steps to spend.", DefaultValueFactory = _ => 30 };
        var command = new Command("shrink", "Looks for a smaller run in which a failing seed fails in the same way");
        options.AddTo(command);
        command.Add(effort);
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            return new ShrinkReport(output, interruption.Token).Shrink(options.Read(parsed), parsed.GetValue(effort));
        });
        return command;
    }

    private static Command VerifyCommand(TextWriter output)
    {
        var (seeds, from) = (Seeds(), From());
        var command = new Command("verify", "Runs each seed twice, in two processes; fails if any of them is not the same both times") { seeds, from };
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            return new VerifyReport(output, interruption.Token).Verify(parsed.GetValue(from), parsed.GetValue(seeds));
        });
        return command;
    }

    /// <summary>What <c>verify</c> starts.</summary>
    private static Command HashesCommand(TextWriter output)
    {
        var (seeds, from, parallel) = (Seeds(), From(), Parallel());
        var command = new Command("hashes", "Prints the hash of the trace of each seed") { seeds, from, parallel };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var options = new CampaignOptions
            {
                From = parsed.GetValue(from),
                Seeds = parsed.GetValue(seeds),
                Parallel = parsed.GetValue(parallel),
                MaxFailures = int.MaxValue,
            };
            return VerifyReport.PrintHashes(options, output, interruption.Token);
        });
        return command;
    }

    private static Command MutantsCommand(TextWriter output)
    {
        var only = new Option<string?>("--only") { Description = "Only mutants with this in their name." };
        var command = new Command("mutants", "Runs every known-wrong variant; fails if one is not caught within its number of seeds") { only };
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            return new MutantsReport(output, interruption.Token).Run(parsed.GetValue(only));
        });
        return command;
    }

    private static Option<ulong> Seeds() => new("--seeds") { Description = "How many seeds to run.", DefaultValueFactory = _ => 1000 };

    private static Option<ulong> From() => new("--from") { Description = "The first seed.", DefaultValueFactory = _ => 1 };

    private static Option<int> Parallel()
    {
        return new("--parallel") { Description = "How many to run at the same time.", DefaultValueFactory = _ => Environment.ProcessorCount };
    }
}
