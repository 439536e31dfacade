package io.drey.schedule.domain;

import static java.util.Objects.requireNonNull;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.drey.event.Printable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Optional;

/**
 * The moments at which a schedule is due: those whose local time a cron expression names, in a time zone.
 *
 * <p>Where the clocks are set forward, what stands in the gap is due at the first moment after it, once. Where they are set back, a
 * local time that comes twice is due at its first coming only. Expressions have the five fields of Unix' cron, as those of
 * Kubernetes' CronJobs.
 */
public final class Slots {

    /** How far back the latest slot is looked for; the longest covers the 29th of February across a century's end. */
    private static final List<Duration> LOOKING_BACK =
            List.of(Duration.ofHours(2), Duration.ofDays(2), Duration.ofDays(62), Duration.ofDays(366 * 9));

    private final String cron;
    private final ZoneId zone;
    private final ExecutionTime localTimes;

    private Slots(String cron, ZoneId zone, ExecutionTime localTimes) {
        this.cron = cron;
        this.zone = zone;
        this.localTimes = localTimes;
    }

    /**
     * The slots of an expression.
     *
     * @param cron minute, hour, day of the month, month, day of the week
     * @param zone as {@code Europe/Berlin} or {@code UTC}
     * @throws IllegalArgumentException naming the value and the remedy, if there is no such expression or zone, or a moment that it
     *     names never comes
     */
    public static Slots of(String cron, String zone) {
        requireNonNull(cron, "cron is null");
        requireNonNull(zone, "zone is null");
        ExecutionTime times;
        try {
            // Parsers of this library keep state while they parse.
            times = ExecutionTime.forCron(
                    new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX)).parse(cron));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "cron '%s' is no expression (%s): write minute, hour, day of the month, month and day of the week, such as '30 3 * * *'"
                            .formatted(
                                    Printable.of(cron),
                                    Printable.of(
                                            e.getMessage().lines().findFirst().orElse(""))),
                    e);
        }
        if (times.nextExecution(ZonedDateTime.of(2001, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC))
                .isEmpty()) {
            throw new IllegalArgumentException(
                    "cron '%s' names a day that never comes: write one that does".formatted(Printable.of(cron)));
        }
        try {
            return new Slots(cron, ZoneId.of(zone), times);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "time-zone '%s' is not known: write one such as Europe/Berlin or UTC".formatted(Printable.of(zone)),
                    e);
        }
    }

    /** The expression. */
    public String cron() {
        return cron;
    }

    public ZoneId zone() {
        return zone;
    }

    /** The first slot after a moment. */
    public Instant next(Instant after) {
        ZonedDateTime local = LocalDateTime.ofInstant(after, zone).atZone(ZoneOffset.UTC);
        while (true) {
            local = localTimes
                    .nextExecution(local)
                    .orElseThrow(
                            () -> new IllegalStateException("cron '%s' has no time after %s".formatted(cron, after)));
            Instant slot = instant(local.toLocalDateTime());
            if (slot.isAfter(after)) {
                return slot;
            }
        }
    }

    /** The latest slot that is not after a moment; empty where there is none within years. */
    public Optional<Instant> latest(Instant until) {
        for (Duration back : LOOKING_BACK) {
            Instant latest = null;
            for (Instant slot = next(until.minus(back)); !slot.isAfter(until); slot = next(slot)) {
                latest = slot;
            }
            if (latest != null) {
                return Optional.of(latest);
            }
        }
        return Optional.empty();
    }

    private Instant instant(LocalDateTime local) {
        ZoneOffsetTransition transition = zone.getRules().getTransition(local);
        return transition != null && transition.isGap()
                ? transition.getInstant()
                : local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Slots that && cron.equals(that.cron) && zone.equals(that.zone);
    }

    @Override
    public int hashCode() {
        return cron.hashCode() * 31 + zone.hashCode();
    }

    /** The form {@code 30 3 * * * UTC}. */
    @Override
    public String toString() {
        return cron + " " + zone;
    }
}
