package io.drey.format.enrich;

import com.maxmind.db.DatabaseRecord;
import com.maxmind.db.InvalidNetworkException;
import com.maxmind.db.Reader;
import io.drey.event.Printable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A database in MaxMind's format of where addresses are, or whose network they are in: those of MaxMind, DB-IP, IPinfo and
 * ip-location-db. The file is mapped into memory, outside of the heap, and shared with all who read it on the machine: one that takes
 * its place is to be moved there, not written over it.
 */
final class GeoDatabase implements AutoCloseable {

    static final String COUNTRY = "geo.country_iso_code";
    static final String CITY = "geo.city_name";
    static final String LOCATION = "geo.location";
    static final String AS_NUMBER = "as.number";
    static final String AS_ORGANIZATION = "as.organization.name";

    /** How many networks are looked at for one of which something is known. */
    private static final int TRIED = 1_000;

    private final Path path;
    private final Reader reader;

    private GeoDatabase(Path path, Reader reader) {
        this.path = path;
        this.reader = reader;
    }

    /**
     * Opens a database.
     *
     * @throws IOException saying which file cannot be used, why, and what to do
     */
    static GeoDatabase open(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IOException("%s: there is no such file: put the database there, or name another".formatted(path));
        }
        GeoDatabase database;
        try {
            database = new GeoDatabase(path, new Reader(path.toFile(), Reader.FileMode.MEMORY_MAPPED));
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "%s: it is damaged, or no database in MaxMind's format (.mmdb): %s"
                            .formatted(path, Printable.of(String.valueOf(e.getMessage()))),
                    e);
        }
        try {
            database.requireKnown();
            return database;
        } catch (IOException e) {
            database.close();
            throw e;
        }
    }

    private void requireKnown() throws IOException {
        try {
            Iterator<DatabaseRecord<Object>> networks = reader.networks(Object.class);
            for (int i = 0; i < TRIED && networks.hasNext(); i++) {
                if (!fields(networks.next().getData()).isEmpty()) {
                    return;
                }
            }
        } catch (IOException | InvalidNetworkException | RuntimeException e) {
            throw damaged(e);
        }
        throw new IOException(
                "%s: a database of type '%s' says neither country nor city nor autonomous system: name one that does"
                        .formatted(path, Printable.of(reader.getMetadata().getDatabaseType())));
    }

    private IOException damaged(Exception cause) {
        return new IOException(
                "%s: it is damaged: %s; fetch it anew"
                        .formatted(path, Printable.of(String.valueOf(cause.getMessage()))),
                cause);
    }

    /**
     * What is known of an address, by the names of ECS below {@code source} or {@code destination}.
     *
     * @throws IOException if the database is damaged where the address stands
     */
    Map<String, String> find(InetAddress address) throws IOException {
        try {
            return fields(reader.get(address, Object.class));
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    private static Map<String, String> fields(Object found) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (!(found instanceof Map<?, ?> known)) {
            return fields;
        }
        put(fields, COUNTRY, country(known));
        put(fields, CITY, first(within(known, "city", "names", "en"), within(known, "city")));
        put(fields, LOCATION, location(known));
        put(fields, AS_NUMBER, number(first(within(known, "autonomous_system_number"), within(known, "asn"))));
        put(fields, AS_ORGANIZATION, first(within(known, "autonomous_system_organization"), within(known, "as_name")));
        return fields;
    }

    private static String country(Map<?, ?> known) {
        String code =
                first(within(known, "country", "iso_code"), within(known, "country_code"), within(known, "country"));
        return code != null && code.matches("[A-Za-z]{2}") ? code.toUpperCase(Locale.ROOT) : null;
    }

    /** Latitude, then longitude, in degrees. */
    private static String location(Map<?, ?> known) {
        String latitude = first(within(known, "location", "latitude"), within(known, "latitude"));
        String longitude = first(within(known, "location", "longitude"), within(known, "longitude"));
        return latitude == null || longitude == null ? null : latitude + "," + longitude;
    }

    private static String number(String system) {
        String digits = system != null && system.startsWith("AS") ? system.substring(2) : system;
        return digits != null && digits.matches("\\d{1,10}") ? digits : null;
    }

    private static void put(Map<String, String> fields, String name, String value) {
        if (value != null && !value.isEmpty()) {
            fields.put(name, value);
        }
    }

    private static String first(String... values) {
        return Stream.of(values).filter(value -> value != null).findFirst().orElse(null);
    }

    /** The text or number at a path of keys, or null. */
    private static String within(Map<?, ?> known, String... path) {
        Object at = known;
        for (String key : path) {
            at = at instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return at instanceof String || at instanceof Number ? at.toString() : null;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
