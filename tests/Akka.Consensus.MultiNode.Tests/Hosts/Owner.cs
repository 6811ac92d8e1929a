using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Consensus.Cli;

namespace Akka.Consensus.MultiNode.Tests.Hosts;

/// <summary>
/// Something of which there must be one at a time. It writes when it begins and when it ends, with the token of the lease under which it was
/// started, into a file that all nodes append to; the demo's judge reads it.
/// </summary>
internal sealed class Owner : UntypedActor
{
    private readonly string _path;
    private readonly string _host;
    private readonly long _token;

    public Owner(HostSettings settings, string resource, Func<long> token)
    {
        _path = Path.Combine(settings.Folder, resource);
        _host = settings.Name;
        _token = token();
    }

    protected override void PreStart() => Write(SharedFile.Entered);

    protected override void PostStop() => Write(SharedFile.Left);

    protected override void OnReceive(object message)
    {
        // that it is reached is enough
    }

    private void Write(string what)
    {
        using var file = new AppendOnlyFile(_path, isNew: false);
        var now = Stopwatch.GetTimestamp() * 1000 / Stopwatch.Frequency;
        file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {_host} {_token} {now}"));
    }
}
