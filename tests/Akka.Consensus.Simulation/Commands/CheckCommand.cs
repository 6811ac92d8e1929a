using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Unicode;
using Akka.Consensus.Checkers;
using Akka.Consensus.Checkers.Histories;
using Akka.Consensus.Checkers.Models;

namespace Akka.Consensus.Simulation.Commands;

/// <summary><c>check</c>: judges a recorded history. The exit code is that of the verdict, or says that there is none.</summary>
public static class CheckCommand
{
    private const int Broken = 70;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The history." };
        var format = new Option<string>("--format")
        {
            Description = "jsonl: a JSON object a line; jepsen: Jepsen's text log.",
            DefaultValueFactory = _ => "jsonl",
        };
        var model = new Option<string>("--model")
        {
            Description = "What the history is of. Keys, where lines have them, are judged one by one; kv requires them.",
            Required = true,
        };
        var time = new Option<TimeSpan?>("--time-limit")
        {
            Description = $"The verdict is unknown after so many seconds; {CheckLimits.Default.Time.TotalSeconds} if not given.",
            HelpName = "SECONDS",
            CustomParser = ParseTime,
        };
        format.AcceptOnlyFromAmong("jsonl", "jepsen");
        model.AcceptOnlyFromAmong("cas-register", "kv", "mutex", "fenced-mutex");
        var command = new Command("check", "Judges whether a recorded history is linearizable: exit code 0 legal, 1 illegal, 2 unknown")
        {
            file, format, model, time,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(file)!, parsed.GetValue(format)!, parsed.GetValue(model)!, parsed.GetValue(time) ?? CheckLimits.Default.Time,
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    /// <summary>A number of seconds, with a fraction or without; the unit may be written, as for other commands.</summary>
    private static TimeSpan? ParseTime(ArgumentResult option)
    {
        var text = option.Tokens[0].Value;
        if (double.TryParse(text.EndsWith('s') ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds is > 0 and < int.MaxValue)
            return TimeSpan.FromSeconds(seconds);
        option.AddError($"--time-limit {text}: must be a number of seconds above 0.");
        return null;
    }

    private static int Run(string file, string format, string model, TimeSpan time, TextWriter output, TextWriter error)
    {
        try
        {
            var history = Read(file, format, model);
            var operations = RecordedOperation.Pair(history.Events);
            var report = new CheckReport(operations, output);
            var limits = CheckLimits.Default with { Time = time };
            var verdict = model switch
            {
                "mutex" => report.Judge(new MutexModel(), RecordedModels.ToLocks(operations, areFenced: false), limits),
                "fenced-mutex" => report.Judge(new FencedMutexModel(), RecordedModels.ToLocks(operations, areFenced: true), limits),
                _ => report.Judge(new RegisterModel<Datum>(Datum.Nil), RecordedModels.ToRegisters(operations, areKeyed: model == "kv"), limits),
            };
            if (history.TimesBackwards > 0)
                output.WriteLine($"note: lines with a time before that of the line above: {history.TimesBackwards}; the order of lines counts");
            return (int)verdict;
        }
        catch (HistoryFormatException wrong)
        {
            return Fail(error, string.Create(CultureInfo.InvariantCulture, $"{file}:{wrong.Line}: {wrong.Message}"), ExitCodes.WrongUsage);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Fail(error, $"{file}: {unreadable.Message}", ExitCodes.WrongUsage);
        }
#pragma warning disable CA1031 // whatever went wrong must not end with the exit code of a verdict
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Fail(error, $"{file}: {failure}", Broken);
        }
    }

    private static HistoryText Read(string file, string format, string model)
    {
        var bytes = File.ReadAllBytes(file);
        using var text = new StreamReader(new MemoryStream(bytes));
        if (format == "jepsen")
            return JepsenLog.Read(text, isKeyed: model == "kv");
        if (!Utf8.IsValid(bytes))
            throw new HistoryFormatException(LineThatIsNotUtf8(bytes), "not UTF-8");
        return JsonLines.Read(text);
    }

    private static int LineThatIsNotUtf8(ReadOnlySpan<byte> bytes)
    {
        var line = 1;
        foreach (var range in bytes.Split((byte)'\n'))
        {
            if (!Utf8.IsValid(bytes[range]))
                break;
            line++;
        }

        return line;
    }

    private static int Fail(TextWriter error, string why, int code)
    {
        error.WriteLine(why);
        return code;
    }
}
