using System.Globalization;

namespace Akka.Consensus.Checkers.Histories;

/// <summary>Numbers as they are written.</summary>
internal static class NumberText
{
    private const int ExactDigits = 28;
    private const decimal One = 1.0000000000000000000000000000m;

    /// <summary>Reads a number, unless a decimal would round it.</summary>
    public static bool TryRead(string text, out decimal number)
    {
        number = 0;
        return text.Count(char.IsAsciiDigit) <= ExactDigits
            && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            && (number != 0 || IsZero(text));
    }

    /// <summary>Without zeros at the end of the fraction.</summary>
    public static string Write(decimal number) => (number / One).ToString(CultureInfo.InvariantCulture);

    private static bool IsZero(string text) => text.TakeWhile(c => c is not ('e' or 'E')).All(c => c is '0' or '.' or '-' or '+');
}
