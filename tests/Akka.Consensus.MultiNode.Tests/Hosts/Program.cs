namespace Akka.Consensus.MultiNode.Tests.Hosts;

/// <summary>These tests are started by their runner; what they start as a process of its own is started here.</summary>
public static class Program
{
    /// <summary>Runs one node of an application.</summary>
    /// <returns>0 when its ActorSystem has ended by itself.</returns>
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [HostApplication.Command, .. var settings])
        {
            await Console.Error.WriteLineAsync("run these tests with `dotnet test`");
            return 64;
        }

        await new HostApplication(HostSettings.Parse(settings)).RunAsync();
        return 0;
    }
}
