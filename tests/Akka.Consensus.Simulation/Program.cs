using Akka.Consensus.Simulation.Commands;

return CommandTree.Build().Parse(args).Invoke();
