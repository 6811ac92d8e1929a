using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Akka.Consensus.Telemetry;

namespace Akka.Consensus.Tests.Telemetry;

/// <summary>What the instruments tell of one group: other tests measure in the same process.</summary>
internal sealed class Recording : IDisposable
{
    private readonly ConcurrentQueue<(string Instrument, double Value, Dictionary<string, object?> Tags)> _measurements = [];
    private readonly ConcurrentQueue<Activity> _activities = [];
    private readonly MeterListener _meters = new();
    private readonly ActivityListener _listener;
    private readonly string _group;

    public Recording(string group)
    {
        _group = group;
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ConsensusTelemetry.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _meters.Start();
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ConsensusTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = _activities.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The sum of what a counter was given with a tag.</summary>
    public double Sum(string instrument, string? tag = null, object? value = null) => Of(instrument, tag, value).Sum();

    /// <summary>How often an instrument was given something with a tag.</summary>
    public int Count(string instrument, string? tag = null, object? value = null) => Of(instrument, tag, value).Count;

    /// <summary>What gauges say now.</summary>
    public List<double> Ask(string instrument, string? tag = null, object? value = null)
    {
        _measurements.Clear();
        _meters.RecordObservableInstruments();
        return Of(instrument, tag, value);
    }

    /// <summary>The activities for a lock.</summary>
    public List<Activity> Activities(string name) => [.. _activities.Where(a => Equals(a.GetTagItem("lock.name"), name))];

    public void Dispose()
    {
        _meters.Dispose();
        _listener.Dispose();
    }

    private List<double> Of(string instrument, string? tag, object? value) =>
        [.. _measurements.Where(m => m.Instrument == instrument && (tag is null || Equals(m.Tags.GetValueOrDefault(tag), value))).Select(m => m.Value)];

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = new Dictionary<string, object?>(tags.ToArray());
        if (Equals(all.GetValueOrDefault("group"), _group))
            _measurements.Enqueue((instrument.Name, value, all));
    }
}
