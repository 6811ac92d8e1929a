using Akka.Consensus.Checkers;
using Akka.Consensus.Checkers.Models;
using Akka.Consensus.Simulation.World;

namespace Akka.Consensus.Core.Tests.Checkers;

/// <summary>
/// Tiny histories: operations take effect on a real object at random moments, and here and there one is answered wrongly. About as many
/// should be illegal as legal, and mostly for one small reason.
/// </summary>
internal static class RandomHistories
{
    private const int MostOperations = 8;
    private const int Span = 14;

    /// <param name="seed">The same gives the same history.</param>
    /// <param name="areDistinct">Whether no value is set twice.</param>
    public static List<Operation<RegisterOp<int>>> OfRegister(ulong seed, bool areDistinct)
    {
        var random = new Prng(seed);
        var (state, next, values, noise) = (0, 1, random.Between(2, 5), (int)random.Below(3) * 12);
        int Value() => areDistinct ? next++ : (int)random.Below(values);
        return Of(random, isUnknown =>
        {
            var isLost = isUnknown && random.Percent(50);
            switch (random.Below(3))
            {
                case 0:
                    return RegisterOp.Read(random.Percent(noise) ? (int)random.Below(values) : state);
                case 1:
                    var written = Value();
                    state = isLost ? state : written;
                    return RegisterOp.Write(written);
                default:
                    var expected = random.Percent(noise) ? (int)random.Below(values) : state;
                    var set = Value();
                    state = isLost ? state : set;
                    return RegisterOp.CompareAndSet(expected, set);
            }
        });
    }

    public static List<Operation<LockOp>> OfLock(ulong seed)
    {
        var random = new Prng(seed);
        var (holder, token, noise) = ((int?)null, 0, (int)random.Below(3) * 12);
        return Of(random, isUnknown =>
        {
            var process = (int)random.Below(3);
            if (holder is null || random.Percent(noise))
            {
                holder = process;
                token += random.Percent(noise) ? 0 : 1;
                return LockOp.Acquire(process, isUnknown ? null : token);
            }

            var releases = random.Percent(noise) ? process : holder.Value;
            holder = null;
            return LockOp.Release(releases, random.Percent(50) ? token : null);
        });
    }

    public static List<Operation<CounterOp>> OfCounter(ulong seed)
    {
        var random = new Prng(seed);
        var (state, noise) = (0L, (int)random.Below(3) * 25);
        return Of(random, isUnknown =>
        {
            var isLost = isUnknown && random.Percent(50);
            var amount = random.Between(1, 3);
            var operation = new CounterOp(
                random.Pick([CounterRequest.Add, CounterRequest.Take, CounterRequest.Set, CounterRequest.Read]), amount);
            if (operation.Request == CounterRequest.Read)
                operation = operation with { Amount = random.Percent(noise) ? amount : state };
            else if (operation.Request == CounterRequest.Take && state < amount)
                operation = operation with { Amount = state };
            if (!isLost)
                new CounterModel().TryApply(state, operation, out state);
            return operation;
        });
    }

    private static List<Operation<TOp>> Of<TOp>(Prng random, Func<bool, TOp> next)
    {
        var count = random.Between(1, MostOperations);
        var unknown = random.Percent(50) ? 20 : 0;
        var operations = new List<Operation<TOp>>();
        for (var i = 0; i < count; i++)
        {
            var at = i * Span / count;
            var (call, @return) = (Math.Max(0, at - random.Below(Span / 2)), at + random.Below(Span / 2));
            var isUnknown = random.Percent(unknown);
            operations.Add(new Operation<TOp>((int)random.Below(3), next(isUnknown), call, isUnknown ? Operation.Never : @return));
        }

        return operations;
    }
}
