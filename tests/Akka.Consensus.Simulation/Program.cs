using Akka.Consensus.Simulation.Commands;

return CommandTree.Run(args, Console.Out, Console.Error);
