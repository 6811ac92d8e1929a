using System.Globalization;

namespace Akka.Consensus.Cli;

/// <summary>
/// The file <c>node.pid</c>: says which process uses a node's folder, and keeps a second one out. The system drops the hold on it with
/// the process, however that ends, so a number left behind by a killed node hinders nobody.
/// </summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _hold;

    private PidFile(string path, FileStream hold)
    {
        _path = path;
        _hold = hold;
    }

    public static PidFile Claim(string id, string folder)
    {
        var path = PathIn(folder);
        try
        {
            Directory.CreateDirectory(folder);

            // Alone for a moment, which fails while anybody holds it; then held so that others may read it. Of two that come
            // between, one at most gets through.
            using (var alone = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
            {
                alone.SetLength(0);
                alone.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n")));
            }

            return new PidFile(path, new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (IOException) when (IsHeld(folder, out var pid))
        {
            throw AlreadyRuns(id, folder, pid);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                $"{folder} cannot be written to; make it writable, or use another folder with --data. ({failure.Message})");
        }
    }

    public static bool IsHeld(string folder, out string pid)
    {
        var path = PathIn(folder);
        pid = "?";
        try
        {
            using var alone = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            pid = ReadPid(path);
            return true;
        }
    }

    public static CliException AlreadyRuns(string id, string folder, string pid) =>
        new($"{id} already runs on {folder} as process {pid}; stop it first, or use another folder with --data.");

    public void Dispose()
    {
        // Of two that came at once both may have got here; the file is left to the one whose number it holds.
        if (ReadPid(_path) == Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            File.Delete(_path);
        _hold.Dispose();
    }

    private static string ReadPid(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return "?";
        }
    }

    private static string PathIn(string folder) => Path.Combine(folder, "node.pid");
}
