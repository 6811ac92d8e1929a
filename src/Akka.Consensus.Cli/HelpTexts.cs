namespace Akka.Consensus.Cli;

/// <summary>What <c>--help</c> says below the options: examples, files, exit codes.</summary>
internal static class HelpTexts
{
    public static string For(string command) => command switch
    {
        "node" => Node,
        "up" => Up,
        "demo" => Demo,
        "lock" => Lock,
        "cluster" or "show" => Show,
        "leader" => Leader,
        "locks" => Locks,
        "bench" => Bench,
        _ => Root,
    };

    private const string Root = """
        Examples:
          akka-consensus demo                                          see it work, in half a minute
          akka-consensus up                                            run a local cluster of three nodes
          akka-consensus lock nightly-report -- ./make-report.sh       one of them at a time, on any machine

        Exit codes:
          0 done   1 failed   64 wrong usage or configuration   73 lock not acquired in time
          74 lock lost while the command ran   75 cluster not reachable, or no quorum
          `lock` ends with the code of the command it ran.
        """;

    private const string Node = """
        Configuration, the first that sets a value wins:
          the options above; each --config FILE, the last one first (without any: DIR/node.conf, if it exists);
          the files in hocon/ beside this program; the local cluster of node-1, node-2 and node-3 on ports 4053 to 4055.
        A node that listens beyond this machine needs mutual TLS (akka.remote.dot-netty.tcp.enable-ssl), or akka.consensus.allow-plaintext = on.

        Examples:
          akka-consensus node --id node-2 --data akka-consensus-data/node-2      start again a node that `up` had started
          akka-consensus node --id a --config site.conf --config a.conf --data /var/lib/akka-consensus

        Ctrl+C or SIGTERM stops the node. Exit codes: 0 stopped by a signal, 1 could not start or go on, 64 wrong configuration.
        """;

    private const string Up = """
        Each node keeps everything in DIR/<id>/: node.conf, node.pid, node.log and its journal. Started again on the same DIR,
        the cluster continues where it was. A node that dies stays down until it is started with `akka-consensus node`.

        Examples:
          akka-consensus up
          akka-consensus up --nodes 5 --base-port 6000 --data five-nodes

        Ctrl+C or SIGTERM stops all nodes. Exit codes: 0 stopped by a signal, 1 could not start or no node is left, 75 no leader.
        """;

    private const string Demo = """
        The workers take turns on a few locks. Who owns a lock appends to a file; after the run a judge, who knows nothing of the
        cluster, reads the files back. The leader is killed with SIGKILL at a third and at two thirds of the time, and started again.

        Exit codes: 0 every figure is right, 1 one is not.
        """;

    private const string Lock = """
        CMD finds its fencing token, one decimal number that is larger for every newer grant, in AKKA_CONSENSUS_TOKEN.
        If the lock is lost while CMD runs, CMD gets SIGTERM, and SIGKILL 5 s later.
        SIGINT, SIGTERM, SIGHUP and SIGQUIT are passed on to CMD. Durations: 500ms, 30s, 5m, 1h.

        Examples:
          akka-consensus lock backup -- pg_dump -f dump.sql shop
          akka-consensus lock counter --wait 5s -- sh -c 'echo "$AKKA_CONSENSUS_TOKEN" >> tokens'

        Exit codes: CMD's own; 64 wrong usage; 73 not acquired within --wait; 74 lost while CMD ran;
          75 cluster not reachable, or no quorum; 126 CMD cannot be executed; 127 CMD not found; 128+n ended by signal n.
        """;

    private const string Show = """
        Examples:
          akka-consensus cluster show
          akka-consensus cluster show --json --contact akka.tcp://consensus@10.0.0.7:4053

        Exit codes: 0; 64 wrong usage; 75 no node answered within 5 s.
        """;

    private const string Leader = """
        Examples:
          akka-consensus leader
          akka-consensus leader --json | jq -r .leader

        Exit codes: 0; 64 wrong usage; 75 no node answered within 5 s, or there is no leader.
        """;

    private const string Locks = """
        Examples:
          akka-consensus locks
          akka-consensus locks nightly-report --json

        Exit codes: 0; 64 wrong usage; 75 no quorum answered within 5 s.
        """;

    private const string Bench = """
        Examples:
          akka-consensus bench locks --clients 64 --seconds 10
          akka-consensus bench locks --clients 64 --hot --json

        Exit codes: 0; 64 wrong usage; 75 cluster not reachable, or no quorum.
        """;
}
