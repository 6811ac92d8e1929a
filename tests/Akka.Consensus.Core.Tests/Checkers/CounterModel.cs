using Akka.Consensus.Checkers;

namespace Akka.Consensus.Core.Tests.Checkers;

internal enum CounterRequest
{
    Add,
    Take,
    Set,
    Read,
}

internal readonly record struct CounterOp(CounterRequest Request, long Amount);

/// <summary>A counter that can be added to, taken from if it holds enough, set, and read: operations of every effect.</summary>
internal sealed class CounterModel : IModel<long, CounterOp>
{
    public long Initial => 0;

    public bool TryApply(long state, CounterOp operation, out long next)
    {
        next = operation.Request switch
        {
            CounterRequest.Add => state + operation.Amount,
            CounterRequest.Take => state - operation.Amount,
            CounterRequest.Set => operation.Amount,
            _ => state,
        };
        return operation.Request switch
        {
            CounterRequest.Take => state >= operation.Amount,
            CounterRequest.Read => state == operation.Amount,
            _ => true,
        };
    }

    public StateEffect EffectOf(CounterOp operation) => operation.Request switch
    {
        CounterRequest.Set => StateEffect.Overwrites,
        CounterRequest.Read => StateEffect.None,
        _ => StateEffect.Depends,
    };
}
