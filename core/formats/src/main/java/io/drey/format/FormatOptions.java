package io.drey.format;

import static java.util.Objects.requireNonNull;

import io.drey.event.OpenFieldLimits;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What a dataset says of how its lines are read, beside the format's name.
 *
 * @param argument what stands behind the colon of the format's name: a pattern; empty where there is none
 * @param timeFields the names that hold the time, the first that is there counts; empty: those that the format knows
 * @param timeFormat how the time is written; empty: in any form that the format knows
 * @param timeZone where clocks show what a time stamp without zone says
 * @param missingYear which year a time stamp without one is of
 * @param timeMissing what becomes of a line whose time is absent or cannot be read
 * @param openFieldLimits how many open fields an event may have
 */
public record FormatOptions(
        String argument,
        List<String> timeFields,
        String timeFormat,
        ZoneId timeZone,
        MissingYear missingYear,
        TimeMissing timeMissing,
        OpenFieldLimits openFieldLimits) {

    /** What becomes of a line without a time. */
    public enum TimeMissing {
        /** It happened when it arrived, and says so: {@code labels.drey.time} is {@code arrival}. */
        ARRIVAL,
        /** It is a dead letter. */
        DEAD_LETTER
    }

    /** What holds where a dataset says nothing. */
    public static final FormatOptions DEFAULT = new FormatOptions(
            "", List.of(), "", ZoneOffset.UTC, MissingYear.BY_ARRIVAL, TimeMissing.ARRIVAL, OpenFieldLimits.DEFAULT);

    public FormatOptions {
        requireNonNull(argument, "argument is null");
        timeFields = List.copyOf(timeFields);
        requireNonNull(timeFormat, "timeFormat is null");
        requireNonNull(timeZone, "timeZone is null");
        requireNonNull(missingYear, "missingYear is null");
        requireNonNull(timeMissing, "timeMissing is null");
        requireNonNull(openFieldLimits, "openFieldLimits is null");
    }

    /** The same with another argument. */
    public FormatOptions withArgument(String other) {
        return new FormatOptions(other, timeFields, timeFormat, timeZone, missingYear, timeMissing, openFieldLimits);
    }

    /** The same with other names that hold the time. */
    public FormatOptions withTimeFields(List<String> other) {
        return new FormatOptions(argument, other, timeFormat, timeZone, missingYear, timeMissing, openFieldLimits);
    }

    /** The same with another way to write the time. */
    public FormatOptions withTimeFormat(String other) {
        return new FormatOptions(argument, timeFields, other, timeZone, missingYear, timeMissing, openFieldLimits);
    }

    /** The same with another zone. */
    public FormatOptions withTimeZone(ZoneId other) {
        return new FormatOptions(argument, timeFields, timeFormat, other, missingYear, timeMissing, openFieldLimits);
    }

    /** The same with another way to find a missing year. */
    public FormatOptions withMissingYear(MissingYear other) {
        return new FormatOptions(argument, timeFields, timeFormat, timeZone, other, timeMissing, openFieldLimits);
    }

    /** The same with another fate of lines without a time. */
    public FormatOptions withTimeMissing(TimeMissing other) {
        return new FormatOptions(argument, timeFields, timeFormat, timeZone, missingYear, other, openFieldLimits);
    }

    /** The same with other limits of open fields. */
    public FormatOptions withOpenFieldLimits(OpenFieldLimits other) {
        return new FormatOptions(argument, timeFields, timeFormat, timeZone, missingYear, timeMissing, other);
    }
}
