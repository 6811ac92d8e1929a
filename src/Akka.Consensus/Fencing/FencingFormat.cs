using Akka.Actor;

namespace Akka.Consensus.Fencing;

/// <summary>Makes the wire format known to an ActorSystem that guards something and has no locks of its own.</summary>
internal sealed class FencingFormat : IExtension
{
    private FencingFormat(ExtendedActorSystem system) => system.Settings.InjectTopLevelFallback(Consensus.DefaultConfig());

    public static FencingFormat AddTo(ActorSystem system) => system.WithExtension<FencingFormat, Provider>();

    private sealed class Provider : ExtensionIdProvider<FencingFormat>
    {
        public override FencingFormat CreateExtension(ExtendedActorSystem system) => new(system);
    }
}
