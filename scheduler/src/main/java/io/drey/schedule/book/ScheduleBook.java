package io.drey.schedule.book;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Printable;
import io.drey.event.Spelling;
import io.drey.schedule.ScheduleException;
import io.drey.schedule.domain.Schedule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The schedules there are, by name. Those that are added replace those of the same name. */
public final class ScheduleBook {

    private final SortedMap<String, Schedule> schedules;

    private ScheduleBook(SortedMap<String, Schedule> schedules) {
        this.schedules = schedules;
    }

    /**
     * The schedules that every installation has.
     *
     * @param works what schedules may run, and the names of what each may be told
     */
    public static ScheduleBook defaults(Map<String, Set<String>> works) {
        try (InputStream in = ScheduleException.class.getResourceAsStream("defaults.yaml")) {
            String text = new String(in.readAllBytes(), UTF_8);
            return new ScheduleBook(new TreeMap<>()).with(new ScheduleFile("defaults.yaml", text, works).read());
        } catch (IOException e) {
            throw new UncheckedIOException("reading defaults.yaml from the jar", e);
        }
    }

    /** These and others. */
    public ScheduleBook with(List<Schedule> others) {
        SortedMap<String, Schedule> all = new TreeMap<>(schedules);
        others.forEach(schedule -> all.put(schedule.name(), schedule));
        return new ScheduleBook(all);
    }

    /**
     * These and those of a folder's files {@code *.yaml}.
     *
     * @param works what schedules may run, and the names of what each may be told
     * @throws ScheduleException naming file, line and remedy, if the folder or a file is not as it must be
     */
    public ScheduleBook with(Path folder, Map<String, Set<String>> works) {
        List<Schedule> own = new ArrayList<>();
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path file : entries.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                for (Schedule schedule : new ScheduleFile(file.toString(), Files.readString(file), works).read()) {
                    String other = files.put(schedule.name(), file.toString());
                    if (other != null) {
                        throw new ScheduleException("%s: there is a schedule %s in %s too: name one otherwise"
                                .formatted(Printable.of(file.toString()), schedule.name(), Printable.of(other)));
                    }
                    own.add(schedule);
                }
            }
        } catch (IOException e) {
            throw new ScheduleException(
                    "the schedules in %s cannot be read (%s): name a folder of files *.yaml"
                            .formatted(Printable.of(folder.toString()), e.getMessage()),
                    e);
        }
        return with(own);
    }

    /** All of them, by name. */
    public List<Schedule> all() {
        return List.copyOf(schedules.values());
    }

    /**
     * One of them.
     *
     * @throws ScheduleException naming what may be meant, if there is none of that name
     */
    public Schedule schedule(String name) {
        return Optional.ofNullable(schedules.get(name))
                .orElseThrow(() -> new ScheduleException("there is no schedule '%s'%s: 'drey schedule list' has all"
                        .formatted(Printable.of(name), Spelling.suggestion(name, schedules.keySet()))));
    }
}
