package io.drey.format.text;

import io.drey.event.Printable;
import java.time.ZoneId;
import java.util.Map;

/** Reads time stamps of one form, or of several that are told apart by how they look. An instance is not thread-safe. */
public interface TimeReader {

    /** What {@link #micros} returns for text that is no such time stamp. */
    long WRONG = Long.MIN_VALUE;

    /** Numbers since the epoch whose unit is stated: no guess, and no range in which they must lie. */
    Map<String, Integer> EPOCHS =
            Map.of("epoch-seconds", 6, "epoch-milliseconds", 3, "epoch-microseconds", 0, "epoch-nanoseconds", -3);

    /**
     * The time stamp that a slice is, in microseconds since the epoch, or {@link #WRONG}.
     *
     * @param arrivalMillis when it arrived, which tells the year of a time stamp that has none
     */
    long micros(byte[] text, int from, int to, long arrivalMillis);

    /**
     * What reads time stamps of a form.
     *
     * @param form empty for {@link AnyTime}; {@code epoch-seconds}, {@code epoch-milliseconds}, {@code epoch-microseconds},
     *     {@code epoch-nanoseconds}; or a pattern as {@link java.time.format.DateTimeFormatter} has them
     * @param zone where clocks show what a time stamp without zone says
     * @throws IllegalArgumentException if the form is none of these
     */
    static TimeReader of(String form, ZoneId zone) {
        if (form.isEmpty()) {
            return new AnyTime(zone);
        }
        Integer places = EPOCHS.get(form);
        if (places != null) {
            return (text, from, to, arrivalMillis) -> {
                long micros = Decimal.scaled(text, from, to, places);
                return micros == Decimal.NONE ? WRONG : micros;
            };
        }
        try {
            return new PatternTime(form, zone);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "time-format '%s' cannot be followed: %s; write a pattern such as yyyy-MM-dd HH:mm:ss, or one of %s"
                            .formatted(
                                    Printable.of(form),
                                    Printable.of(String.valueOf(e.getMessage())),
                                    String.join(
                                            ", ",
                                            EPOCHS.keySet().stream().sorted().toList())),
                    e);
        }
    }
}
