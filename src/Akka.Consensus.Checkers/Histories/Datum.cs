namespace Akka.Consensus.Checkers.Histories;

/// <summary>
/// A value or a key in a recorded history, of any kind. Two are equal if they are written alike, once what does not matter (the order of
/// the members of an object, zeros at the end of a fraction) is put right: the number 1 equals 1.0 but not the string "1".
/// </summary>
public sealed class Datum : IEquatable<Datum>
{
    private readonly int _hash;

    private Datum(string text, IReadOnlyList<Datum>? items = null, decimal? number = null) =>
        (Text, Items, Number, _hash) = (text, items, number, text.GetHashCode(StringComparison.Ordinal));

    /// <summary>Nothing: null in JSON, nil in Jepsen's logs.</summary>
    public static Datum Nil { get; } = new("nil");

    /// <summary>How it is written.</summary>
    public string Text { get; }

    /// <summary>The items, if it is a list.</summary>
    public IReadOnlyList<Datum>? Items { get; }

    /// <summary>The number, if it is one that a decimal can hold exactly.</summary>
    public decimal? Number { get; }

    /// <summary>Something that is neither a number nor a list.</summary>
    public static Datum Scalar(string text) => new(text);

    /// <summary>A list.</summary>
    public static Datum List(IReadOnlyList<Datum> items) => new($"[{string.Join(' ', items.Select(i => i.Text))}]", items);

    /// <summary>A number as it is written in JSON or Clojure.</summary>
    public static Datum Of(string number) => NumberText.TryRead(number, out var value)
        ? new Datum(NumberText.Write(value), number: value)
        : new Datum(number);

    /// <inheritdoc/>
    public bool Equals(Datum? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Datum);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>How it is written.</summary>
    public override string ToString() => Text;
}
