package io.drey.format.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.format.text.Slices;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads names and values of a program's messages: {@code rip=198.51.100.1, lip=10.0.0.1, TLS, session=<def001>}. Values stand in
 * quotes or angle brackets, or end at a blank, comma or semicolon. A value in single quotes that holds pairs is read as such.
 * What the list does not name is an open field of the product.
 */
final class MessagePairs {

    /** A row of the list. */
    private record Name(byte[] key, String field, Optional<Field> fixed) {}

    /** More than so many further names are in the message only. */
    private static final int MOST = 64;

    private final String product;
    private final List<Name> names;

    /**
     * A reader.
     *
     * @param product what open fields begin with, {@code dovecot.}
     * @param rows keys and the fields that they are
     */
    MessagePairs(String product, List<String[]> rows) {
        this.product = product;
        this.names = new ArrayList<>();
        for (String[] row : rows) {
            names.add(new Name(row[0].getBytes(UTF_8), row[1], Field.ofEcsName(row[1])));
        }
    }

    void put(EventBuilder event, int from, int to) {
        int at = from;
        while (at < to) {
            byte[] bytes = event.bytes();
            int nameEnd = at;
            while (nameEnd < to && isNameByte(bytes[nameEnd])) {
                nameEnd++;
            }
            if (nameEnd == at || nameEnd == to || bytes[nameEnd] != '=') {
                at = nameEnd == at ? at + 1 : nameEnd;
                continue;
            }
            at = putValue(event, at, nameEnd, to);
        }
    }

    private int putValue(EventBuilder event, int nameAt, int nameEnd, int to) {
        byte[] bytes = event.bytes();
        int valueAt = nameEnd + 1;
        byte open = valueAt < to ? bytes[valueAt] : 0;
        char close = open == '"' ? '"' : open == '<' ? '>' : open == '\'' ? '\'' : 0;
        int valueEnd;
        int behind;
        if (close != 0) {
            valueAt++;
            valueEnd = Slices.first(bytes, valueAt, to, close);
            behind = Math.min(to, valueEnd + 1);
        } else {
            valueEnd = valueAt;
            while (valueEnd < to && bytes[valueEnd] != ' ' && bytes[valueEnd] != ',' && bytes[valueEnd] != ';') {
                valueEnd++;
            }
            behind = valueEnd;
        }
        if (open == '\'' && Slices.first(bytes, valueAt, valueEnd, '=') < valueEnd) {
            put(event, valueAt, valueEnd);
        } else if (valueEnd > valueAt) {
            put(event, nameAt, nameEnd, valueAt, valueEnd);
        }
        return behind;
    }

    private void put(EventBuilder event, int nameAt, int nameEnd, int from, int to) {
        byte[] bytes = event.bytes();
        for (Name name : names) {
            if (Slices.equal(bytes, nameAt, nameEnd, name.key())) {
                boolean isTaken =
                        name.fixed().isPresent() ? event.has(name.fixed().get()) : event.openIndex(name.field()) >= 0;
                if (!isTaken) {
                    MessageTemplate.put(event, name.field(), name.fixed(), from, to);
                    return;
                }
            }
        }
        if (event.openCount() < MOST) {
            String name = product
                    + new String(bytes, nameAt, nameEnd - nameAt, UTF_8)
                            .toLowerCase(Locale.ROOT)
                            .replace('-', '_');
            if (event.openIndex(name) < 0) {
                event.putOpen(name, from, to - from);
            }
        }
    }

    private static boolean isNameByte(byte b) {
        return Slices.isLetter(b) || Slices.isDigit(b) || b == '_' || b == '-';
    }
}
