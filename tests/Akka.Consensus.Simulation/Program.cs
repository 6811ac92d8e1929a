using Akka.Consensus.Simulation.Commands;

return CommandTree.Build(Console.Out).Parse(args).Invoke();
