using Akka.Consensus.Core;
using Akka.Consensus.Core.MultiPaxos;
using Akka.Event;

namespace Akka.Consensus.Actors;

/// <summary>Says in the log why a node with a new journal does not vote: once for each reason, and not before it lasts.</summary>
internal sealed class AdmissionWatch(ConsensusSettings settings, ILoggingAdapter log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private TimeSpan? _since;
    private string? _said;

    public void Watch(Admission admission, TimeSpan now)
    {
        _since ??= now;
        if (admission.IsAdmitted && _said is not null)
            Say("every voter knows this node's journal: it votes");
        else if (!admission.IsAdmitted && admission.DisownedBy is { } by)
            Complain($"{settings.NodeId} does not vote: its journal in {settings.DataDirectory} is new, and {by} knows it with another one. "
                + "What that one promised is lost, so this node only learns. If the old journal still exists, stop this node and put it back; if not, "
                + "the others go on without its vote");
        else if (!admission.IsAdmitted && now - _since > Patience)
            Say($"a new group votes when each of its voters has been started once; not heard of yet: {Names(admission.Missing)}");
    }

    private static string Names(IEnumerable<NodeId> nodes) => string.Join(", ", nodes);

    private void Say(string what)
    {
        if (_said == what)
            return;
        _said = what;
        log.Info("{0}", what);
    }

    private void Complain(string what)
    {
        if (_said == what)
            return;
        _said = what;
        log.Error("{0}", what);
    }
}
