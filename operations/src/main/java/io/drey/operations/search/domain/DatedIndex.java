package io.drey.operations.search.domain;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An index whose name says what it holds, whose, and of which day or month (UTC): {@code <kind>-<tenant>-yyyy.MM.dd} or
 * {@code <kind>-<tenant>-yyyy.MM}. Indices of other names are nobody's of ours and are never touched.
 *
 * @param name as OpenSearch has it
 * @param kind {@code logs, alerts, metrics, staged} or {@code rejected}
 * @param stem the name up to the date, with the dash
 * @param tenant whose documents it holds
 * @param first the first day of its period
 * @param period a day or a month
 */
public record DatedIndex(String name, String kind, String stem, String tenant, LocalDate first, Period period) {

    /** How much time an index holds. */
    public enum Period {
        DAY("uuuu.MM.dd"),
        MONTH("uuuu.MM");

        private final DateTimeFormatter format;

        Period(String pattern) {
            this.format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        }

        /** As it stands in a sentence. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private LocalDate next(LocalDate first) {
            return switch (this) {
                case DAY -> first.plusDays(1);
                case MONTH -> first.plusMonths(1);
            };
        }

        private LocalDate firstOf(LocalDate day) {
            return switch (this) {
                case DAY -> day;
                case MONTH -> day.withDayOfMonth(1);
            };
        }
    }

    /** What kinds there are, as patterns name them. */
    public static final String KINDS = "logs|alerts|metrics|staged|rejected";

    private static final Pattern NAME = Pattern.compile("((?:(rejected)-)?(logs|alerts|metrics|staged)-("
            + DatasetId.GRAMMAR + ")-)(\\d{4})\\.(\\d{2})(?:\\.(\\d{2}))?");

    public DatedIndex {
        requireNonNull(name, "name is null");
        requireNonNull(first, "first is null");
    }

    /** The index of a name; empty where the name is not of the form. */
    public static Optional<DatedIndex> of(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String day = matcher.group(7);
        try {
            return Optional.of(new DatedIndex(
                    name,
                    matcher.group(2) == null ? matcher.group(3) : matcher.group(2),
                    matcher.group(1),
                    matcher.group(4),
                    LocalDate.of(
                            Integer.parseInt(matcher.group(5)),
                            Integer.parseInt(matcher.group(6)),
                            day == null ? 1 : Integer.parseInt(day)),
                    day == null ? Period.MONTH : Period.DAY));
        } catch (DateTimeException e) {
            // Such as the 31st of February.
            return Optional.empty();
        }
    }

    /** The first moment of its period. */
    public Instant from() {
        return first.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The moment after its period. */
    public Instant to() {
        return period.next(first).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The index of the same kind and tenant for the period after this one. */
    public DatedIndex next() {
        return ofPeriod(period.next(first));
    }

    /** The index of the same kind and tenant for a moment. */
    public DatedIndex at(Instant moment) {
        return ofPeriod(period.firstOf(LocalDate.ofInstant(moment, ZoneOffset.UTC)));
    }

    private DatedIndex ofPeriod(LocalDate begins) {
        return new DatedIndex(stem + period.format.format(begins), kind, stem, tenant, begins, period);
    }

    @Override
    public String toString() {
        return name;
    }
}
