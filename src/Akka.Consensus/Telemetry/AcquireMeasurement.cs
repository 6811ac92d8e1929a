using System.Diagnostics;
using Akka.Consensus.Client;
using Akka.Consensus.Core.Client;
using Akka.Consensus.Core.Locks;

namespace Akka.Consensus.Telemetry;

/// <summary>Measures one acquire, and makes an activity of it, if anybody wants to know.</summary>
internal static class AcquireMeasurement
{
    private const string ActivityName = "akka.consensus.acquire";

    /// <summary>Whether anybody listens.</summary>
    public static bool IsWanted =>
        ClientInstruments.Acquires.Enabled || ClientInstruments.AcquireDuration.Enabled || ConsensusTelemetry.Source.HasListeners();

    /// <summary>Runs an acquire, and tells how it went.</summary>
    public static async Task<AcquireResult> MeasureAsync(Acquire request, string group, Func<Task<AcquireResult>> acquire)
    {
        using var activity = ConsensusTelemetry.Source.StartActivity(ActivityName, ActivityKind.Client);
        activity?.SetTag("lock.name", request.Name);
        var begun = Stopwatch.GetTimestamp();
        var outcome = "failed";
        try
        {
            var result = await acquire().ConfigureAwait(false);
            outcome = result.Failure is { } failure ? OutcomeOf(failure.Reason) : "granted";
            activity?.SetTag("lock.token", result.Handle?.Token.Value);
            return result;
        }
        catch (OperationCanceledException)
        {
            outcome = "cancelled";
            throw;
        }
        finally
        {
            var tag = new KeyValuePair<string, object?>("outcome", outcome);
            ClientInstruments.Acquires.Add(1, ConsensusTelemetry.Group(group), tag);
            ClientInstruments.AcquireDuration.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, ConsensusTelemetry.Group(group), tag);
            activity?.SetTag("lock.outcome", outcome);
            if (outcome is not ("granted" or "denied" or "timed_out" or "cancelled"))
                activity?.SetStatus(ActivityStatusCode.Error, outcome);
        }
    }

    private static string OutcomeOf(AcquireFailure reason) => reason switch
    {
        AcquireFailure.Denied => "denied",
        AcquireFailure.TimedOut => "timed_out",
        AcquireFailure.Unavailable => "unavailable",
        AcquireFailure.Overloaded => "overloaded",
        AcquireFailure.TooManyHere or AcquireFailure.TooManyInGroup or AcquireFailure.TooManyReentries => "too_many",
        AcquireFailure.Cancelled => "cancelled",
        AcquireFailure.SessionLost => "session_lost",
        AcquireFailure.Closed => "closed",
        AcquireFailure.Deadlock => "deadlock",
        AcquireFailure.Revoked => "revoked",
        _ => "refused",
    };
}
