package io.drey.format;

import io.drey.event.Printable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The formats that lines may have, by name: all that are on the class path. */
public final class Formats {

    private static final Map<String, LineFormat> ALL = load();

    private Formats() {}

    private static Map<String, LineFormat> load() {
        Map<String, LineFormat> formats = new TreeMap<>();
        // The class loader of the job, not that of the thread: Flink's own threads ask, too.
        for (LineFormat format : ServiceLoader.load(LineFormat.class, LineFormat.class.getClassLoader())) {
            LineFormat other = formats.put(format.name(), format);
            if (other != null) {
                throw new IllegalStateException("two formats are called '%s': %s and %s"
                        .formatted(
                                format.name(),
                                other.getClass().getName(),
                                format.getClass().getName()));
            }
        }
        return formats;
    }

    /** All formats, sorted by name. */
    public static Collection<LineFormat> all() {
        return List.copyOf(ALL.values());
    }

    /** The names of all formats, sorted. */
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** The names of the formats behind whose name and a colon something may stand, sorted. */
    public static List<String> namesWithArgument() {
        return ALL.values().stream()
                .filter(LineFormat::takesArgument)
                .map(LineFormat::name)
                .toList();
    }

    /** Whether there is a format of that name. */
    public static boolean exists(String name) {
        return find(name).isPresent();
    }

    /**
     * Makes a parser of a format with the default options; one for each thread.
     *
     * @throws IllegalArgumentException naming the value and what there is, if no format has that name
     */
    public static LineParser parser(String name) {
        return parser(name, FormatOptions.DEFAULT);
    }

    /**
     * Makes a parser of a format; one for each thread.
     *
     * @param name the format's name, behind a colon its argument
     * @throws IllegalArgumentException naming the value and what there is, if no format has that name; or if an option
     *     cannot be followed
     */
    public static LineParser parser(String name, FormatOptions options) {
        LineFormat format = of(name);
        int colon = name.indexOf(':');
        if (colon >= 0 && !format.takesArgument()) {
            throw new IllegalArgumentException("'%s': nothing may stand behind a colon and %s; write %s alone"
                    .formatted(Printable.of(name), format.name(), format.name()));
        }
        return format.parser(options.withArgument(colon < 0 ? "" : name.substring(colon + 1)));
    }

    /**
     * A format.
     *
     * @param name the format's name, whatever stands behind a colon
     * @throws IllegalArgumentException naming the value and what there is, if no format has that name
     */
    public static LineFormat of(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("unknown format '%s': use one of %s"
                        .formatted(Printable.of(name), String.join(", ", ALL.keySet()))));
    }

    private static Optional<LineFormat> find(String name) {
        int colon = name.indexOf(':');
        return Optional.ofNullable(ALL.get(colon < 0 ? name : name.substring(0, colon)));
    }
}
