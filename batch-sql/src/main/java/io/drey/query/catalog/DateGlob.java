package io.drey.query.catalog;

import io.drey.event.Printable;
import io.drey.query.QueryUsageException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Days in UTC by patterns of how they are written: {@code 2026-01-*} is a month, {@code 2026-0?-01} nine first days.
 *
 * @param days the days, as ranges in their order with a gap between two; at least one
 */
public record DateGlob(List<Days> days) {

    private static final Pattern ALLOWED = Pattern.compile("[0-9*?-]+");
    private static final LocalDate FIRST = LocalDate.of(1970, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2199, 12, 31);

    /** More would be a condition that engines take long to plan. */
    private static final int MOST_RANGES = 400;

    /**
     * Days one after another.
     *
     * @param first the first
     * @param last the last, which is one of them
     */
    public record Days(LocalDate first, LocalDate last) {}

    public DateGlob {
        days = List.copyOf(days);
    }

    /**
     * Reads patterns separated by commas.
     *
     * @throws QueryUsageException if one is none, or no day fits
     */
    public static DateGlob parse(String name, String text) {
        StringBuilder regex = new StringBuilder();
        for (String pattern : text.split(",", -1)) {
            String glob = pattern.strip();
            if (!ALLOWED.matcher(glob).matches()) {
                throw wrong(
                        name, text, "write days such as 2026-01-31, with * for any text and ? for a digit: 2026-01-*");
            }
            regex.append(regex.isEmpty() ? "" : "|")
                    .append(glob.replace("*", "[0-9-]*").replace("?", "[0-9]"));
        }
        Pattern any = Pattern.compile(regex.toString());
        List<Days> days = new ArrayList<>();
        LocalDate begun = null;
        for (LocalDate day = FIRST; !day.isAfter(LAST); day = day.plusDays(1)) {
            boolean fits = any.matcher(day.toString()).matches();
            if (fits && begun == null) {
                begun = day;
            } else if (!fits && begun != null) {
                days.add(new Days(begun, day.minusDays(1)));
                begun = null;
            }
        }
        if (begun != null) {
            days.add(new Days(begun, LAST));
        }
        if (days.isEmpty()) {
            throw wrong(
                    name,
                    text,
                    "no day from %s to %s is written so; a whole month is 2026-01-*".formatted(FIRST, LAST));
        }
        if (days.size() > MOST_RANGES) {
            throw wrong(
                    name,
                    text,
                    "these are %d ranges of days, and %d are the most: name the year"
                            .formatted(days.size(), MOST_RANGES));
        }
        return new DateGlob(days);
    }

    private static QueryUsageException wrong(String name, String text, String words) {
        return new QueryUsageException("%s is '%s': %s".formatted(name, Printable.of(text), words));
    }
}
