package io.drey.format.json;

import static io.drey.event.OpenNames.LABELS;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Field;
import io.drey.event.OpenNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a member of a JSON line is read as, that has not the name of a field: a row of the published list
 * {@code members.txt}.
 *
 * @param member the member's name, dotted where it is nested
 * @param field the dotted name of what it becomes
 * @param fixed the fixed field of that name, if it is one
 * @param form how the value is read
 * @param onlyNginx whether it counts only beside other members of nginx
 * @param sign what it tells of the line being nginx's
 * @param rank its place in the list: of several members for one field the lowest counts
 */
@SuppressWarnings("ImmutableEnumChecker") // an optional of an enum
record MemberReading(
        String member, String field, Optional<Field> fixed, Form form, boolean onlyNginx, Sign sign, int rank) {

    /** How a value is read. */
    enum Form {
        TEXT,
        /** A whole number that is not negative, as a number or a text. */
        NUMBER,
        /** A status of HTTP: three digits. */
        STATUS,
        /** Seconds with a fraction, which become nanoseconds. */
        SECONDS,
        /** {@code HTTP/1.1}, or without the name. */
        VERSION,
        /** {@code TLSv1.3}, or without the name. */
        TLS,
        /** A request line, or only its target. */
        REQUEST,
        TIME
    }

    /** What a name tells of whoever wrote the line. */
    enum Sign {
        NONE,
        /** Others use the name, too. */
        HELPS,
        /** Only nginx gives it. */
        TELLS
    }

    static final String TIMESTAMP = "@timestamp";

    private static final List<MemberReading> ALL = load();

    /** The whole list, in its order. */
    static List<MemberReading> all() {
        return ALL;
    }

    /** The rows by the members' names: those that always count, or those that count beside nginx's. */
    static Map<String, MemberReading> byMember(boolean onlyNginx) {
        Map<String, MemberReading> rows = new HashMap<>();
        for (MemberReading row : ALL) {
            if (row.onlyNginx == onlyNginx) {
                rows.put(row.member, row);
            }
        }
        return Map.copyOf(rows);
    }

    /** What stands in the column on when it counts. */
    String counts() {
        String when = onlyNginx ? "nginx" : "always";
        return switch (sign) {
            case NONE -> when;
            case HELPS -> when + " (helps)";
            case TELLS -> when + " (tells)";
        };
    }

    private static List<MemberReading> load() {
        String resource = "members.txt";
        try (InputStream file = MemberReading.class.getResourceAsStream(resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, UTF_8))) {
            List<MemberReading> rows = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    // What has a name of its own goes before what is called otherwise, so ranks begin at 1.
                    rows.add(row(line.split("\\|", -1), rows.size() + 1));
                }
            }
            return List.copyOf(rows);
        } catch (IOException e) {
            throw new UncheckedIOException("the build's own %s cannot be read".formatted(resource), e);
        }
    }

    private static MemberReading row(String[] columns, int rank) {
        String field = columns[1].strip();
        Optional<Field> fixed = Field.ofEcsName(field);
        if (fixed.isEmpty() && !field.equals(TIMESTAMP) && (!OpenNames.isOpen(field) || field.startsWith(LABELS))) {
            throw new IllegalStateException("'%s' is no field".formatted(field));
        }
        String counts = columns[3].strip();
        Sign sign = counts.endsWith("(tells)") ? Sign.TELLS : counts.endsWith("(helps)") ? Sign.HELPS : Sign.NONE;
        Form form = Form.valueOf(columns[2].strip().toUpperCase(Locale.ROOT));
        return new MemberReading(columns[0].strip(), field, fixed, form, counts.startsWith("nginx"), sign, rank);
    }
}
