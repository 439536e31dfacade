package io.drey.format.enrich;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.slice.SliceCache;
import io.drey.format.text.IpLiteral;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds where addresses are. What it found for the 16,384 addresses that came last it does not look up again. Not thread-safe.
 */
public final class GeoFinder implements AutoCloseable {

    /** One without a database. */
    public static final GeoFinder NONE = new GeoFinder(List.of(), problem -> {});

    private static final int REMEMBERED = 1 << 14;
    private static final int LONGEST_ADDRESS = 45;

    private final List<GeoDatabase> databases;
    private final Consumer<String> problems;
    private final Set<GeoDatabase> damaged = new HashSet<>();
    private final Map<String, SliceCache<Findings>> known = new LinkedHashMap<>();

    private GeoFinder(List<GeoDatabase> databases, Consumer<String> problems) {
        this.databases = List.copyOf(databases);
        this.problems = problems;
    }

    /**
     * Opens databases; where two know the same of an address, the first counts. One that cannot be used is left out.
     *
     * @param problems is told why a database cannot be used, now or, once, when it turns out to be damaged
     */
    public static GeoFinder open(List<Path> paths, Consumer<String> problems) {
        requireNonNull(problems, "problems is null");
        List<GeoDatabase> opened = new ArrayList<>();
        for (Path path : paths) {
            try {
                opened.add(GeoDatabase.open(path));
            } catch (IOException e) {
                problems.accept(e.getMessage());
            }
        }
        return new GeoFinder(opened, problems);
    }

    /** Whether there is any database. */
    public boolean hasDatabase() {
        return !databases.isEmpty();
    }

    /**
     * Adds to an event what is known of an address in it.
     *
     * @param prefix what the fields' names begin with, as {@code source.}
     * @return whether there is any database
     */
    boolean enrich(EventBuilder event, Field address, String prefix) {
        if (databases.isEmpty()) {
            return false;
        }
        if (event.has(address)) {
            SliceCache<Findings> ofPrefix = known.get(prefix);
            if (ofPrefix == null) {
                ofPrefix = new SliceCache<>(REMEMBERED, LONGEST_ADDRESS, text -> find(text, prefix));
                known.put(prefix, ofPrefix);
            }
            ofPrefix.of(event.bytes(), event.offsetOf(address), event.lengthOf(address))
                    .addTo(event);
        }
        return true;
    }

    private Findings find(byte[] text, String prefix) {
        InetAddress address = IpLiteral.address(text, 0, text.length);
        Map<String, String> fields = new LinkedHashMap<>();
        for (GeoDatabase database : databases) {
            try {
                if (address != null) {
                    database.find(address).forEach((name, value) -> fields.putIfAbsent(prefix + name, value));
                }
            } catch (IOException e) {
                if (damaged.add(database)) {
                    problems.accept(e.getMessage());
                }
            }
        }
        return fields.isEmpty() ? Findings.NOTHING : new Findings(fields);
    }

    @Override
    public void close() {
        for (GeoDatabase database : databases) {
            try {
                database.close();
            } catch (IOException e) {
                problems.accept("%s could not be closed: %s".formatted(database, e.getMessage()));
            }
        }
    }
}
