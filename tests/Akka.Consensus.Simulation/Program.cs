using Akka.Consensus.Simulation.Commands;

return CommandLine.Run(args, Console.Out, Console.Error);
