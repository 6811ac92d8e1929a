using System.Text;

namespace Akka.Consensus.Core.Locks;

/// <summary>What may be the name of a lock.</summary>
public static class LockName
{
    /// <summary>How long a name may be, in bytes of UTF-8.</summary>
    public const int MaxBytes = 512;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Whether a lock may have this name. Half of a surrogate pair is no text: it would come out of a journal as another name than went in.
    /// </summary>
    public static bool IsValid(string name)
    {
        try
        {
            return name.Length is > 0 and <= MaxBytes && Strict.GetByteCount(name) <= MaxBytes;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
