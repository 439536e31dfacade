package io.drey.schedule.book;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.drey.event.Printable;
import io.drey.event.Spelling;
import io.drey.schedule.ScheduleException;
import io.drey.schedule.domain.CatchUp;
import io.drey.schedule.domain.Retries;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.domain.Slots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.util.TimeUtils;

/** A file of schedules. What is wrong with it is told by file and line. */
final class ScheduleFile {

    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);

    private final String file;
    private final String text;
    private final Map<String, Set<String>> works;

    /** The whole file. */
    record Document(List<Entry> schedules) {}

    /** One of its schedules; null where a key is not given. */
    record Entry(
            String name,
            String cron,
            @JsonProperty("time-zone") String timeZone,
            String run,
            Map<String, String> with,
            @JsonProperty("catch-up") String catchUp,
            @JsonProperty("catch-up-slots") Integer catchUpSlots,
            Integer retries,
            @JsonProperty("retry-pause") String retryPause,
            Boolean enabled) {}

    ScheduleFile(String file, String text, Map<String, Set<String>> works) {
        this.file = file;
        this.text = text;
        this.works = works;
    }

    List<Schedule> read() {
        // Of an empty text the reader says that it ended.
        Document document = text.isBlank() ? null : document();
        if (document == null || document.schedules == null) {
            throw wrong(1, "there are no schedules: write 'schedules:' and a list");
        }
        List<Schedule> schedules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Entry entry : document.schedules) {
            if (entry == null || entry.name == null) {
                throw wrong(1, "a schedule has no name: write name, cron and run");
            }
            if (!names.add(entry.name)) {
                throw wrong(
                        lineOf("name: " + entry.name),
                        "there are two schedules %s: name one otherwise".formatted(Printable.of(entry.name)));
            }
            schedules.add(schedule(entry));
        }
        return schedules;
    }

    private Document document() {
        try {
            return YAML.readValue(text, Document.class);
        } catch (UnrecognizedPropertyException e) {
            List<String> known = e.getKnownPropertyIds().stream()
                    .map(Object::toString)
                    .sorted()
                    .toList();
            throw wrong(
                    lineOf(e.getPropertyName() + ":"),
                    "there is no key '%s'%s"
                            .formatted(
                                    Printable.of(e.getPropertyName()),
                                    Spelling.suggestion(e.getPropertyName(), known)));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            throw wrong(
                    line,
                    Printable.of(e.getOriginalMessage().lines().findFirst().orElse("")) + ": write it as YAML");
        }
    }

    private Schedule schedule(Entry entry) {
        int line = lineOf("name: " + entry.name);
        if (entry.cron == null || entry.run == null) {
            throw wrong(
                    line,
                    "schedule %s needs cron and run, such as cron: \"30 3 * * *\" and run: lake verify"
                            .formatted(Printable.of(entry.name)));
        }
        Map<String, String> arguments = entry.with == null ? Map.of() : entry.with;
        Set<String> known = works.get(entry.run);
        if (known == null) {
            throw wrong(
                    line,
                    "schedule %s: run '%s' is nothing that can be scheduled%s"
                            .formatted(
                                    entry.name,
                                    Printable.of(entry.run),
                                    Spelling.suggestion(entry.run, works.keySet())));
        }
        for (String argument : arguments.keySet()) {
            if (!known.contains(argument)) {
                throw wrong(
                        line,
                        "schedule %s: %s is told no '%s'%s"
                                .formatted(
                                        entry.name,
                                        entry.run,
                                        Printable.of(argument),
                                        Spelling.suggestion(argument, known)));
            }
        }
        try {
            return new Schedule(
                    entry.name,
                    Slots.of(entry.cron, entry.timeZone == null ? "UTC" : entry.timeZone),
                    entry.run,
                    arguments,
                    new CatchUp(
                            duration(entry.catchUp, Duration.ofDays(1)),
                            entry.catchUpSlots == null ? 24 : entry.catchUpSlots),
                    new Retries(
                            entry.retries == null ? 3 : entry.retries,
                            duration(entry.retryPause, Duration.ofMinutes(1))),
                    entry.enabled == null || entry.enabled ? Schedule.Standing.ON : Schedule.Standing.OFF);
        } catch (IllegalArgumentException e) {
            throw wrong(line, "schedule %s: %s".formatted(Printable.of(entry.name), e.getMessage()));
        }
    }

    private static Duration duration(String given, Duration unlessGiven) {
        if (given == null) {
            return unlessGiven;
        }
        try {
            return TimeUtils.parseDuration(given);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'%s' is no length of time: write it like 24h or 1min".formatted(Printable.of(given)), e);
        }
    }

    private ScheduleException wrong(int line, String words) {
        return new ScheduleException("%s:%d: %s".formatted(Printable.of(file), line, words));
    }

    /** The line that some words stand in first; 1 where they stand in none. */
    private int lineOf(String words) {
        int at = text.indexOf(words);
        return at < 0
                ? 1
                : 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
