package io.drey.query.sql;

import io.drey.event.FieldName;
import io.drey.lake.table.LogsTable;
import io.drey.query.QueryUsageException;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes what a query says of fields by their dotted names as the engine wants it, so that one text serves all engines:
 *
 * <ul>
 *   <li>{@code field('http.response.status_code')} becomes the field's column; {@code field('labels.order.id')}, an open field,
 *       what {@code labels} has by that name;
 *   <li>{@code labels['labels.order.id']} is NULL where an event has no such field, also in Trino, whose own operator fails
 *       there;
 *   <li>{@code epoch_ms(ts)} becomes the milliseconds since the epoch, which no function gives in both engines.
 * </ul>
 *
 * <p>Both may stand behind a table's name: {@code l.field('source.ip')}. A name that no field can have is refused.
 */
public final class NamedFields {

    private static final String FIELD = "field";

    private final String sql;
    private final SqlDialect dialect;
    private final SqlTokens tokens;
    private final StringBuilder written = new StringBuilder();
    private int at;

    /**
     * A name that no field can have.
     *
     * @param at where it stands in the text
     * @param words what is wrong with it
     */
    public record WrongName(int at, String words) {}

    private NamedFields(String sql, SqlDialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
        this.tokens = SqlTokens.of(sql);
    }

    /**
     * The text for an engine.
     *
     * @throws QueryUsageException if it names a field that there cannot be
     */
    public static String write(String sql, SqlDialect dialect) {
        return new NamedFields(sql, dialect).write();
    }

    /** The first name of a text that no field can have. */
    public static Optional<WrongName> wrongName(String sql, SqlDialect dialect) {
        NamedFields fields = new NamedFields(sql, dialect);
        try {
            fields.write();
            return Optional.empty();
        } catch (QueryUsageException e) {
            return Optional.of(new WrongName(fields.at, e.getMessage()));
        }
    }

    private String write() {
        write(0, tokens.count());
        return written.append(sql, tokens.endBefore(tokens.count()), sql.length())
                .toString();
    }

    private void write(int from, int to) {
        int token = from;
        while (token < to) {
            int next = writeIfField(token, to);
            if (next == token) {
                copy(token);
                next++;
            }
            token = next;
        }
    }

    /** Writes the field that begins with a token; returns the token behind it, or the same where none does. */
    private int writeIfField(int first, int to) {
        if (!tokens.isName(first) || isBehindDot(first)) {
            return first;
        }
        int name = first;
        while (name + 2 < to && tokens.is(name + 1, ".") && tokens.isName(name + 2)) {
            name += 2;
        }
        if (first == name && isNamed(name, SqlDialect.EPOCH_MS) && tokens.is(name + 1, "(")) {
            space(first);
            written.append(dialect.epochMillisOf());
            return name + 2;
        }
        String table = first == name ? "" : sql.substring(tokens.start(first), tokens.start(name));
        if (isNamed(name, FIELD) && tokens.is(name + 1, "(") && tokens.isText(name + 2) && tokens.is(name + 3, ")")) {
            space(first);
            written.append(expression(table, name + 2));
            return name + 4;
        }
        if (isNamed(name, LogsTable.LABELS) && tokens.is(name + 1, "[")) {
            int close = closing(name + 1, to);
            if (close < to) {
                space(first);
                writeEntry(first, name, close);
                return close + 1;
            }
        }
        return first;
    }

    private void writeEntry(int first, int name, int close) {
        if (close == name + 3 && tokens.isText(name + 2)) {
            parse(name + 2, tokens.text(name + 2));
        }
        String map = sql.substring(tokens.start(first), tokens.endBefore(name + 1));
        int before = written.length();
        write(name + 2, close);
        String key = written.substring(before).strip();
        written.setLength(before);
        written.append(dialect.entry(map, key));
    }

    private boolean isBehindDot(int token) {
        return token > 0 && tokens.is(token - 1, ".");
    }

    private boolean isNamed(int token, String name) {
        String text = tokens.raw(token);
        String quoted = dialect.quoted(name);
        return text.toLowerCase(Locale.ROOT).equals(name) || text.equals(quoted);
    }

    /** The bracket that closes one; the end where none does. */
    private int closing(int open, int to) {
        int depth = 0;
        for (int token = open; token < to; token++) {
            if (tokens.is(token, "[")) {
                depth++;
            } else if (tokens.is(token, "]") && --depth == 0) {
                return token;
            }
        }
        return to;
    }

    private String expression(String table, int token) {
        FieldName name = parse(token, tokens.text(token));
        if (name instanceof FieldName.Fixed fixed) {
            return table + dialect.quoted(fixed.field().columnName());
        }
        if (name instanceof FieldName.Open open) {
            return dialect.entry(table + dialect.quoted(LogsTable.LABELS), SqlLiteral.of(open.dotted()));
        }
        return table
                + dialect.quoted(
                        switch ((FieldName.Envelope) name) {
                            case TIMESTAMP -> "ts";
                            case TENANT -> "tenant";
                            case DATASET -> "dataset";
                            case EVENT_ID -> "event_id";
                            case EVENT_CREATED -> "event_created";
                            case EVENT_INGESTED -> "event_ingested";
                        });
    }

    private FieldName parse(int token, String name) {
        at = tokens.start(token);
        try {
            return FieldName.parse(name);
        } catch (IllegalArgumentException e) {
            throw new QueryUsageException(e.getMessage(), e);
        }
    }

    private void copy(int token) {
        space(token);
        written.append(tokens.raw(token));
    }

    /** What stands before a token: blanks and comments. */
    private void space(int token) {
        int before = tokens.endBefore(token);
        int behind = tokens.start(token);
        written.append(sql, before, behind);
    }
}
