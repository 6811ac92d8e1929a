using Akka.Actor;
using Akka.Consensus.Client;
using Akka.Consensus.Core;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Sessions;
using Akka.Consensus.Core.SinglePaxos;
using Address = Akka.Consensus.Core.Address;

namespace Akka.Consensus.Registers;

/// <summary>The registers of the cluster, for an ActorSystem that is a member of it, or has contact points.</summary>
public sealed class ConsensusRegister : IConsensusRegister, IExtension
{
    private static readonly Address AnyLearner = new(Role.RegisterLearner, LockClient.AnyNode.Value);

    private readonly Requests _requests;

    internal ConsensusRegister(ExtendedActorSystem system) => _requests = Requests.Get(system);

    /// <summary>The registers of an ActorSystem.</summary>
    /// <exception cref="ConsensusConfigurationException">The configuration below <c>akka.consensus</c> cannot be used.</exception>
    public static IConsensusRegister Get(ActorSystem system) => system.WithExtension<ConsensusRegister, ConsensusRegisterProvider>();

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> DecideAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellation = default) =>
        (await DecideAsync(name, new Value(value.Span), cancellation).ConfigureAwait(false)).Bytes;

    /// <inheritdoc/>
    public async Task<string> DecideAsync(string name, string value, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(value);
        return (await DecideAsync(name, Value.Of(value), cancellation).ConfigureAwait(false)).ToString();
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(string name, CancellationToken cancellation = default) =>
        (await ReadValueAsync(name, cancellation).ConfigureAwait(false))?.Bytes;

    /// <inheritdoc/>
    public async Task<string?> ReadTextAsync(string name, CancellationToken cancellation = default) =>
        (await ReadValueAsync(name, cancellation).ConfigureAwait(false))?.ToString();

    private async Task<Value> DecideAsync(string name, Value value, CancellationToken cancellation)
    {
        CheckName(name);
        if (value.Length > RegisterLimits.MaxValueBytes)
        {
            throw new ArgumentException($"the value has {value.Length} bytes and a register keeps at most {RegisterLimits.MaxValueBytes}: "
                + "decide on something that names it, such as a hash", nameof(value));
        }

        var reply = await AskAsync(name, (client, number) => new Decide(client, number, name, value), cancellation).ConfigureAwait(false);
        return ((Decided)reply).Value;
    }

    private async Task<Value?> ReadValueAsync(string name, CancellationToken cancellation)
    {
        CheckName(name);
        return (await AskAsync(name, (client, number) => new Read(client, number, name), cancellation).ConfigureAwait(false) as Decided)?.Value;
    }

    private async Task<IReply> AskAsync(string name, Func<ClientId, long, NumberedRequest> request, CancellationToken cancellation)
    {
        var timeout = _requests.Settings.RequestTimeout;
        return await _requests.AskAsync(AnyLearner, request, timeout, cancellation).ConfigureAwait(false) switch
        {
            NoMoreRegisters => throw new RegistersFullException(
                $"{RegisterLimits.Standard.Registers} registers have a value, and no voter keeps more: '{name}' cannot be used"),
            null => throw new ConsensusUnavailableException(
                $"no majority of the voters answered within {timeout.TotalSeconds:0.#} s about the register '{name}'; it may have been decided all the same"),
            var reply => reply,
        };
    }

    private static void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!RegisterLimits.IsName(name))
            throw new ArgumentException("a register's name has 1 to 512 bytes of UTF-8", nameof(name));
    }
}

/// <summary>Makes the extension.</summary>
public sealed class ConsensusRegisterProvider : ExtensionIdProvider<ConsensusRegister>
{
    /// <inheritdoc/>
    public override ConsensusRegister CreateExtension(ExtendedActorSystem system) => new(system);
}
