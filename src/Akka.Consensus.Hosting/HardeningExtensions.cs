using Akka.Actor;
using Akka.Consensus.Serialization;
using Akka.Hosting;

namespace Akka.Consensus.Hosting;

/// <summary>Closes what Akka leaves open to whoever can connect.</summary>
public static class HardeningExtensions
{
    /// <summary>
    /// Refuses messages in JSON, of which Akka creates any type that they name, and a node that listens beyond its own machine without mutual TLS
    /// (unless <c>akka.consensus.allow-plaintext</c> is on). The application's own messages need serializers of their own.
    /// </summary>
    /// <param name="builder">The ActorSystem's builder.</param>
    public static AkkaConfigurationBuilder WithHardenedSerialization(this AkkaConfigurationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var type = typeof(RefusingSerializer);
        builder.AddHocon(new Hocon("akka.actor.serializers").Add("json", $"{type.FullName}, {type.Assembly.GetName().Name}").ToConfig(),
            HoconAddMode.Prepend);
        return builder.StartActors((system, _) =>
        {
            if (((ExtendedActorSystem)system).Provider.DefaultAddress.HasGlobalScope)
                PlaintextListening.Refuse(system.Settings.Config);
        });
    }
}
