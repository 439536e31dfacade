package io.drey.format.enrich;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.format.text.IpLiteral;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A list of a tenant, made ready to look values up in: addresses and networks of which the smallest counts, texts of which case does
 * not matter, and {@code *.example.org} for whatever ends so. Immutable; may be shared.
 */
public final class LookupTable {

    /** What all texts that end so have in front. */
    private static final String ENDING = "*.";

    /** An entry. What an event gets to know by it is made once; which thread makes it does not matter. */
    static final class Entry {
        private final String written;
        private final Map<String, String> columns;
        private final Kind kind;
        private volatile Map<Object, Findings> made = Map.of();

        private Entry(String written, Map<String, String> columns, Kind kind) {
            this.written = written;
            this.columns = Map.copyOf(columns);
            this.kind = kind;
        }

        /** As the list has it. */
        String written() {
            return written;
        }

        /** What the list says of it, by name. */
        Map<String, String> columns() {
            return columns;
        }

        Kind kind() {
            return kind;
        }

        /**
         * What an event gets to know by it.
         *
         * @param way in which it was found: one of few
         */
        Findings findings(Object way, Supplier<Map<String, String>> fields) {
            Findings known = made.get(way);
            if (known == null) {
                known = new Findings(fields.get());
                Map<Object, Findings> more = new HashMap<>(made);
                more.put(way, known);
                made = Map.copyOf(more);
            }
            return known;
        }
    }

    /** What an entry is. */
    enum Kind {
        IPV4("ipv4-addr"),
        IPV6("ipv6-addr"),
        TEXT("domain-name"),
        ENDING("domain-name");

        private final String indicatorType;

        Kind(String indicatorType) {
            this.indicatorType = indicatorType;
        }

        /** What ECS calls an indicator of that kind. */
        String indicatorType() {
            return indicatorType;
        }
    }

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final String name;
    private final long number = NUMBERS.incrementAndGet();
    private final List<Entry> entries = new ArrayList<>();
    private final Networks networks;
    private final Map<String, Entry> texts = new HashMap<>();

    /** By what stands behind the star, the dot included. */
    private final Map<String, Entry> endings = new HashMap<>();

    /**
     * A table.
     *
     * @param name the list's
     * @param rows what there is to find, in order, with what is said of each, by name of the column; of two that are the same the
     *     first counts
     * @throws IllegalArgumentException if a network is none
     */
    public LookupTable(String name, Map<String, Map<String, String>> rows) {
        this.name = requireNonNull(name, "name is null");
        List<Networks.Network> found = new ArrayList<>();
        rows.forEach((written, columns) -> {
            Networks.Network network = Networks.parse(written, entries.size());
            Entry entry = new Entry(written, columns, kind(written, network));
            entries.add(entry);
            String key = written.toLowerCase(Locale.ROOT);
            switch (entry.kind) {
                case TEXT -> texts.putIfAbsent(key, entry);
                case ENDING -> endings.putIfAbsent(key.substring(1), entry);
                default -> found.add(network);
            }
        });
        networks = new Networks(found);
    }

    /**
     * Checks an entry.
     *
     * @throws IllegalArgumentException if it is a network, and none that there can be
     */
    public static void requireEntry(String written) {
        Networks.parse(written, 0);
    }

    private static Kind kind(String written, Networks.Network network) {
        if (network == null) {
            return written.startsWith(ENDING) ? Kind.ENDING : Kind.TEXT;
        }
        return written.indexOf(':') < 0 ? Kind.IPV4 : Kind.IPV6;
    }

    /** The list's name. */
    public String name() {
        return name;
    }

    /** Tells the table from all others of the process; above 0. */
    long number() {
        return number;
    }

    /** How many entries it has. */
    public int size() {
        return entries.size();
    }

    /** The entry that a field's value is of; null if there is none, or no value. */
    Entry find(LogEvent event, FieldName name) {
        if (name instanceof FieldName.Fixed fixed && fixed.field().isSlice()) {
            int from = event.offsetOf(fixed.field());
            return event.has(fixed.field()) ? find(event.bytes(), from, from + event.lengthOf(fixed.field())) : null;
        }
        if (name instanceof FieldName.Open) {
            int open = event.openIndex(name.dotted());
            int from = open < 0 ? 0 : event.openOffset(open);
            return open < 0 ? null : find(event.bytes(), from, from + event.openLength(open));
        }
        String text = event.text(name);
        byte[] utf8 = text == null ? null : text.getBytes(UTF_8);
        return utf8 == null ? null : find(utf8, 0, utf8.length);
    }

    private Entry find(byte[] bytes, int from, int to) {
        long[] address = new long[2];
        if (IpLiteral.read(bytes, from, to, address)) {
            int at = networks.find(address[0], address[1]);
            return at < 0 ? null : entries.get(at);
        }
        if (texts.isEmpty() && endings.isEmpty()) {
            return null;
        }
        return findText(new String(bytes, from, to - from, UTF_8).toLowerCase(Locale.ROOT));
    }

    /** The entry that the first word of a text is that is one; words are of letters, digits, dots, dashes and underscores. */
    Entry findWord(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int from = 0;
        for (int i = 0; i <= lower.length(); i++) {
            if (i == lower.length() || !isOfWord(lower.charAt(i))) {
                Entry entry = i == from ? null : findText(lower.substring(from, i));
                if (entry != null) {
                    return entry;
                }
                from = i + 1;
            }
        }
        return null;
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
    }

    /** The entry of a text in lower case. */
    private Entry findText(String text) {
        Entry entry = texts.get(text);
        if (entry == null && !endings.isEmpty()) {
            for (int dot = text.indexOf('.'); dot >= 0 && entry == null; dot = text.indexOf('.', dot + 1)) {
                entry = dot == 0 ? null : endings.get(text.substring(dot));
            }
        }
        return entry;
    }
}
