using System.CommandLine;
using System.Globalization;

namespace Akka.Consensus.Cli;

/// <summary>Options that are whole numbers within bounds.</summary>
internal static class Numbers
{
    public static Option<int> Option(string name, string description, int usual, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least || number > most)
                result.AddError($"{name} {text}: must be a number from {least} to {most}.");

            return number;
        },
    };
}
