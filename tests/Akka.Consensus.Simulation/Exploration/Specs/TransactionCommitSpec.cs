using Akka.Consensus.Simulation.Exploration.Engine;
using static Akka.Consensus.Simulation.Exploration.Specs.ResourceManager;

namespace Akka.Consensus.Simulation.Exploration.Specs;

/// <summary>What committing a transaction means, whatever the protocol.</summary>
/// <remarks>Lamport, TCommit.tla (Gray and Lamport, "Consensus on Transaction Commit" (2006), §2).</remarks>
public class TransactionCommitSpec : ISpec
{
    private static readonly string[] Actions = ["prepares", "commits", "aborts"];
    private readonly Field[] _managers;

    public TransactionCommitSpec(int participants)
    {
        var layout = new Layout();
        _managers = [.. Enumerable.Range(0, participants).Select(_ => layout.Add(Enum.GetValues<ResourceManager>().Length))];
        Words = layout.Words;
    }

    public int Words { get; }

    public void Begin(Span<ulong> state)
    {
        // All are working, which is 0.
    }

    public void Next(ReadOnlySpan<ulong> state, Steps steps)
    {
        var canCommit = !Any(state, Working) && !Any(state, Aborted);
        var mayAbort = MayAbort(Any(state, Committed));
        for (var manager = 0; manager < _managers.Length; manager++)
        {
            var stands = At(state, manager);
            if (stands == Working)
                Move(state, steps, manager, Prepared);
            if (stands == Prepared && canCommit)
                Move(state, steps, manager, Committed);
            if (stands is Working or Prepared && mayAbort)
                Move(state, steps, manager, Aborted);
        }
    }

    public string? Violation(ReadOnlySpan<ulong> state) =>
        Any(state, Committed) && Any(state, Aborted) ? "AC1: one resource manager has committed, another has aborted" : null;

    public string NameOf(int step) => $"r{step / Actions.Length + 1} {Actions[step % Actions.Length]}";

    public string Describe(ReadOnlySpan<ulong> state)
    {
        var managers = new List<string>();
        for (var manager = 0; manager < _managers.Length; manager++)
            managers.Add($"r{manager + 1} {At(state, manager)}");
        return string.Join(", ", managers);
    }

    /// <summary>Whether a resource manager may abort.</summary>
    protected virtual bool MayAbort(bool hasOneCommitted) => !hasOneCommitted;

    private void Move(ReadOnlySpan<ulong> state, Steps steps, int manager, ResourceManager to) =>
        _managers[manager].Set(steps.Add(manager * Actions.Length + (int)to - 1, state), (int)to);

    private ResourceManager At(ReadOnlySpan<ulong> state, int manager) => (ResourceManager)_managers[manager].Get(state);

    private bool Any(ReadOnlySpan<ulong> state, ResourceManager at)
    {
        foreach (var manager in _managers)
        {
            if ((ResourceManager)manager.Get(state) == at)
                return true;
        }

        return false;
    }
}
