using Akka.Consensus.Core.AtomicCommit;

namespace Akka.Consensus.Cli;

/// <summary>What a run of <c>demo transfer</c> is meant to be.</summary>
/// <param name="Protocol">How the transfers are decided.</param>
/// <param name="Transfers">How many are ordered, at least.</param>
/// <param name="Kills">How many coordinators are killed, and as many participants.</param>
/// <param name="Clerks">How many order transfers at a time.</param>
/// <param name="Postgres">How to reach a PostgreSQL database that has a bank, too; null for none.</param>
internal sealed record TransferPlan(CommitProtocol Protocol, int Transfers, int Kills, int Clerks, string? Postgres);

/// <summary>A transfer that was ordered, and what came of it as far as the clerk was told.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Outcome">What the teller said; unknown if it said nothing.</param>
internal sealed record Ordered(string Id, string Outcome);
