namespace Akka.Consensus.Core;

/// <summary>How large something becomes when it is sent, at most: for limits, where a guess that is too high does no harm.</summary>
internal static class WireSize
{
    private const int Numbers = 96;
    private const int BytesOfCharacter = 3;

    /// <summary>An item with some numbers and these texts.</summary>
    public static int Of(params ReadOnlySpan<string?> texts)
    {
        var size = Numbers;
        foreach (var text in texts)
            size += BytesOfCharacter * (text?.Length ?? 0);
        return size;
    }
}
