using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Akka.Consensus.Cli;

/// <summary>All commands, and how their help is written.</summary>
internal static class CommandTree
{
    public static RootCommand Build()
    {
        var root = new RootCommand("Locks that survive the machines they run on: runs, uses and inspects an Akka.Consensus cluster.")
        {
            NodeCommand.Create(),
            UpCommand.Create(),
            DemoCommand.Create(),
            LockCommand.Create(),
            ClusterCommand.Create(),
            LeaderCommand.Create(),
            LocksCommand.Create(),
            SessionsCommand.Create(),
            LogCommand.CreateLog(),
            LogCommand.CreateHistory(),
            TailCommand.Create(),
            ReleaseCommand.Create(),
            DecideCommand.Create(),
            TransactionsCommand.Create(),
            BankNodeCommand.Create(),
            BenchCommand.Create(),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    public static string PathOf(CommandResult command) => command.Parent is CommandResult parent
        ? $"{PathOf(parent)} {command.Command.Name}"
        : "akka-consensus";

    private sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            usual.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.WriteLine(HelpTexts.For(parseResult.CommandResult.Command.Name));
            return ExitCodes.Success;
        }
    }
}
