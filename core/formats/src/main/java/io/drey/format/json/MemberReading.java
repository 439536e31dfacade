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
import java.util.List;
import java.util.Locale;
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
        /** Milliseconds with or without a fraction, which become nanoseconds. */
        MILLIS,
        /** {@code HTTP/1.1}, or without the name. */
        VERSION,
        /** {@code TLSv1.3}, or without the name. */
        TLS,
        /** A request line, or only its target. */
        REQUEST,
        TIME,
        /** The first text of an array. */
        FIRST
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

    private static final List<MemberReading> ALL = load(MemberReading.class, "members.txt");

    /** The whole list, in its order. */
    static List<MemberReading> all() {
        return ALL;
    }

    /** The same at another place of a list. */
    MemberReading withRank(int other) {
        return new MemberReading(member, field, fixed, form, onlyNginx, sign, other);
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

    /** The rows of a list that stands beside a class. */
    static List<MemberReading> load(Class<?> owner, String resource) {
        try (InputStream file = owner.getResourceAsStream(resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(file, UTF_8))) {
            List<MemberReading> rows = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    // What has a name of its own goes before what is called otherwise, so ranks begin at 1.
                    rows.add(row(line.split("\\|", -1), rows.size() + 1));
                }
            }
            return List.copyOf(rows);
        } catch (IOException e) {
            throw new UncheckedIOException("the build's own %s cannot be read".formatted(resource), e);
        }
    }

    static MemberReading row(String[] columns, int rank) {
        String field = columns[1].strip();
        Optional<Field> fixed = Field.ofEcsName(field);
        if (fixed.isEmpty() && !field.equals(TIMESTAMP) && (!OpenNames.isOpen(field) || field.startsWith(LABELS))) {
            throw new IllegalStateException("'%s' is no field".formatted(field));
        }
        String counts = columns.length > 3 ? columns[3].strip() : "always";
        Sign sign = counts.endsWith("(tells)") ? Sign.TELLS : counts.endsWith("(helps)") ? Sign.HELPS : Sign.NONE;
        Form form = Form.valueOf(columns[2].strip().toUpperCase(Locale.ROOT));
        return new MemberReading(columns[0].strip(), field, fixed, form, counts.startsWith("nginx"), sign, rank);
    }
}
