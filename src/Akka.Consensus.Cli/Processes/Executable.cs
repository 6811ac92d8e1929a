namespace Akka.Consensus.Cli;

/// <summary>Finds a command as a shell does. (The framework would look in its own folder and the current one before the PATH.)</summary>
internal static class Executable
{
    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static string Find(string command)
    {
        var candidates = command.Contains('/', StringComparison.Ordinal)
            ? [Path.GetFullPath(command)]
            : (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':')
                .Select(folder => Path.GetFullPath(Path.Combine(folder, command)))
                .Where(File.Exists)
                .ToArray();

        if (Array.Find(candidates, IsExecutable) is { } found)
            return found;

        throw candidates.Length == 0 || !Path.Exists(candidates[0]) ? NotFound(command) : NotExecutable(command);
    }

    public static CliException NotFound(string command) =>
        new($"{command}: command not found.", ExitCodes.NotFound);

    public static CliException NotExecutable(string command) =>
        new($"{command}: cannot be executed; is it a program, and are you permitted to run it?", ExitCodes.NotExecutable);

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0);
}
