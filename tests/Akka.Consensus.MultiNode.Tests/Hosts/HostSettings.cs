using System.Globalization;

namespace Akka.Consensus.MultiNode.Tests.Hosts;

/// <summary>A node of the application that the tests start.</summary>
/// <param name="Name">Its name; a voter's id as well.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="SeedPort">Where the first node listens, which forms the cluster.</param>
/// <param name="Voters">Who votes.</param>
/// <param name="Folder">What all nodes write to, and a voter's journal.</param>
public sealed record HostSettings(string Name, int Port, int SeedPort, IReadOnlyList<string> Voters, string Folder)
{
    /// <summary>How long the cluster holds what a node holds that is cut off.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(5);

    private const string Lease = "akka.coordination.lease.consensus";

    /// <summary>What a node is told on its command line.</summary>
    public IReadOnlyList<string> Arguments =>
        [Name, Port.ToString(CultureInfo.InvariantCulture), SeedPort.ToString(CultureInfo.InvariantCulture), string.Join(',', Voters), Folder];

    /// <summary>
    /// Its configuration. The node lets go two seconds before the cluster takes away, by a wide bound on the drift of clocks: so much a busy machine
    /// may take to stop what is no longer owned.
    /// </summary>
    public string Hocon => $$"""
        akka {
          loglevel = ERROR
          actor.provider = cluster
          remote.retry-gate-closed-for = 200ms
          remote.dot-netty.tcp { hostname = "127.0.0.1", port = {{Port}}, applied-adapters = [trttl] }
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          coordination.lease.consensus {
            lease-class = "Akka.Consensus.Lease.ConsensusLease, Akka.Consensus"
            lease-operation-timeout = 3s
          }
          cluster {
            seed-nodes = ["akka.trttl.tcp://{{HostApplication.SystemName}}@127.0.0.1:{{SeedPort}}"]
            roles = [{{(Voters.Contains(Name) ? $"consensus, consensus-node.{Name}" : "")}}]
            gossip-interval = 200ms
            leader-actions-interval = 200ms
            unreachable-nodes-reaper-interval = 200ms
            periodic-tasks-initial-delay = 100ms
            failure-detector { heartbeat-interval = 500ms, acceptable-heartbeat-pause = 2s, expected-response-after = 500ms }
            singleton { use-lease = "{{Lease}}", lease-retry-interval = 200ms }
            sharding {
              use-lease = "{{Lease}}"
              lease-retry-interval = 200ms
              state-store-mode = ddata
              retry-interval = 500ms
              passivate-idle-entity-after = off
            }
            downing-provider-class = "Akka.Cluster.SBR.SplitBrainResolverProvider, Akka.Cluster"
            split-brain-resolver {
              active-strategy = lease-majority
              stable-after = 1s
              down-all-when-unstable = 30s
              lease-majority { lease-implementation = "{{Lease}}", acquire-lease-delay-for-minority = 1s }
            }
          }
          consensus {
            node-id = "{{Name}}"
            members = [{{string.Join(", ", Voters)}}]
            data-dir = "{{Path.Combine(Folder, Name)}}"
            client { session-ttl = {{TimeToLive.TotalSeconds}}s, clock-drift = 0.2 }
          }
        }
        """;

    public static HostSettings Parse(IReadOnlyList<string> arguments) => new(arguments[0], int.Parse(arguments[1], CultureInfo.InvariantCulture),
        int.Parse(arguments[2], CultureInfo.InvariantCulture), arguments[3].Split(','), arguments[4]);
}
