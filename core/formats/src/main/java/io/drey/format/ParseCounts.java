package io.drey.format;

/**
 * What became of an input's lines.
 *
 * @param lines all lines
 * @param events how many events they became; a line may hold several
 * @param deadLetters how many lines, or parts of lines, became none
 * @param dropped how many events the dataset does not keep
 * @param joined how many lines are part of the event of an earlier one
 */
public record ParseCounts(long lines, long events, long deadLetters, long dropped, long joined) {

    /** Of no line. */
    public static final ParseCounts NONE = new ParseCounts(0, 0, 0, 0, 0);

    /** Of both inputs. */
    public ParseCounts plus(ParseCounts other) {
        return new ParseCounts(
                lines + other.lines,
                events + other.events,
                deadLetters + other.deadLetters,
                dropped + other.dropped,
                joined + other.joined);
    }
}
