namespace Akka.Consensus.Cli;

/// <summary>What <c>--help</c> says below the options: examples, files, exit codes.</summary>
internal static class HelpTexts
{
    public static string For(string command) => command switch
    {
        "node" => Node,
        "up" => Up,
        "demo" => Demo,
        "transfer" => Transfer,
        "lock" => Lock,
        "cluster" or "show" => Show,
        "leader" => Leader,
        "locks" => Locks,
        "sessions" => Sessions,
        "log" or "history" => Log,
        "tail" => Tail,
        "release" => Release,
        "decide" => Decide,
        "transactions" => Transactions,
        "bench" => Bench,
        _ => Root,
    };

    private const string Root = """
        Examples:
          akka-consensus demo                                          see it work, in half a minute
          akka-consensus up                                            run a local cluster of three nodes
          akka-consensus lock nightly-report -- ./make-report.sh       one of them at a time, on any machine
          akka-consensus locks nightly-report                          who has it, since when, and who waits

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

    private const string Transfer = """
        Each node has a bank: a persistent actor with fifty accounts, in a journal of its own. Clerks order transfers from one bank to another; each
        is a transaction that a node coordinates. Nodes are killed with SIGKILL while they coordinate, and while they only take part, and started again. At the
        end the books of all banks are read and held against what the clerks were told. Under 2pc a participant whose coordinator is down stays in
        doubt, and its accounts are blocked: the last line says for how long.

        Examples:
          akka-consensus demo transfer
          akka-consensus demo transfer --protocol 2pc --transfers 5000 --kills 10
          akka-consensus demo transfer --postgres "Host=127.0.0.1;Username=postgres;Password=...;Database=postgres"

        Exit codes: 0 every figure is right, 1 one is not.
        """;

    private const string Lock = """
        CMD finds its fencing token, one decimal number that is larger for every newer grant, in AKKA_CONSENSUS_TOKEN.
        If the lock is lost while CMD runs, CMD gets SIGTERM, and SIGKILL 5 s later.
        SIGINT, SIGTERM, SIGHUP and SIGQUIT are passed on to CMD. Durations: 500ms, 30s, 5m, 1h.

        Examples:
          akka-consensus lock backup -- pg_dump -f dump.sql shop
          akka-consensus lock counter --wait 5s -- sh -c 'echo "$AKKA_CONSENSUS_TOKEN" >> tokens'
          akka-consensus lock catalogue --shared -- ./read-catalogue.sh      beside others that say --shared
          akka-consensus lock licences --permits 5 -- ./simulate.sh          five at a time

        Exit codes: CMD's own; 64 wrong usage; 73 not acquired within --wait, or NAME is in use as something else;
          74 lost, or taken away, while CMD ran;
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
        A client is host/process/random. FOR is for how long it has held or waited, by the clock of the node that answered; - if that is longer
        than that node has run. Of many the first are shown; the last line counts all.

        Examples:
          akka-consensus locks
          akka-consensus locks nightly-report                     who holds it, and who waits, in order
          akka-consensus locks nightly-report --json | jq -r '.locks[].holder'

        Exit codes: 0; 64 wrong usage; 75 no quorum answered within 5 s.
        """;

    private const string Sessions = """
        A process has one session for all its locks, from its first lock to its end; one that died keeps it for TTL after its last sign of life.
        REQUESTS is how many locks it holds and awaits.

        Examples:
          akka-consensus sessions
          akka-consensus sessions --json | jq '.sessions[] | select(.requests > 10)'

        Exit codes: 0; 64 wrong usage; 75 no quorum answered within 5 s.
        """;

    private const string Log = """
        Events: opened, closed, expired (a session); queued, granted, released, cancelled, lost (the session expired), revoked (taken away),
        deadlocked (refused), delay-ended. Every node remembers the last 65,536 since it was started; events tell their order, not their time.

        Examples:
          akka-consensus log --last 20
          akka-consensus log --after 1200 --json
          akka-consensus history nightly-report

        Exit codes: 0; 64 wrong usage; 75 no quorum answered within 5 s.
        """;

    private const string Tail = """
        Begins with what happens next; `log` shows what was before. Goes on over a change of leader, and over a time without one. If the node that answers does not
        remember something, standard error says from where to where. The time in front is when this process heard of it.

        Examples:
          akka-consensus tail
          akka-consensus tail --name nightly-report --json | jq -r .event

        Exit codes: 0 ended by a signal; 64 wrong usage; 75 no quorum answered within 5 s at the start.
        """;

    private const string Release = """
        The holder is told, and by whom; `akka-consensus lock` then ends its command. Until the holder hears of it, it may still be at work while the next in
        line has the lock: only a resource that checks tokens is safe from that. It stands in the history.

        Examples:
          akka-consensus release nightly-report --force
          akka-consensus release nightly-report --force --token 1234 --by on-call      only if that one still holds it

        Exit codes: 0 taken away; 1 nobody held it, or not with that token; 64 wrong usage; 75 no quorum answered within 5 s.
        """;

    private const string Decide = """
        A register is written once: the first value decided on stays, for ever, and whoever decides later gets it. Two that decide at once get the same
        one. No leader is needed, only a majority of the nodes. NAME has up to 512 bytes, VALUE up to 16 KiB. Without VALUE it only reads.

        Examples:
          akka-consensus decide site-of-2027 Bergen             prints what was decided, whoever said it
          akka-consensus decide site-of-2027                    reads it
          akka-consensus decide migration-42/owner "$HOSTNAME"

        Exit codes: 0; 1 nothing is decided (without VALUE); 64 wrong usage; 75 no majority answered within 5 s: it may be decided all the same.
        """;

    private const string Transactions = """
        Each line is what one process knows of a transaction: a coordinator, or a participant. STATE: preparing, in doubt (voted yes, and holds what it needs
        until it hears the decision), pre-committed, finishing; at a coordinator undecided, committed or aborted, and not heard of by all.
        FOR is since when, in the life of that process. A participant that is in doubt for long waits for whom the last column names: bring that back.

        Examples:
          akka-consensus transactions
          akka-consensus transactions --json | jq '.transactions[] | select(.state == "in doubt")'

        Exit codes: 0; 64 wrong usage; 75 no node answered within 5 s.
        """;

    private const string Bench = """
        Examples:
          akka-consensus bench locks --clients 64 --seconds 10
          akka-consensus bench locks --clients 64 --hot --json

        Exit codes: 0; 64 wrong usage; 75 cluster not reachable, or no quorum.
        """;
}
