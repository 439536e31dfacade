package io.drey.event.render;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Renders events as JSON objects by the Elastic Common Schema, nested at the dots of the names, and dead letters beside
 * them. One object a line, in UTF-8, ended by a line feed.
 *
 * <p>{@code event.original} is text: where the line is not well-formed UTF-8, U+FFFD stands for what is not, and
 * {@code event.original_base64} (not part of ECS) holds the line's bytes. A dead letter is
 *
 * <pre>{"dead_letter":{"reason":"empty line","position":{"line":3,"column":0},"raw_base64":""}}</pre>
 *
 * <p>Open fields are nested like the fixed ones. Where a name is both a value and the beginning of another, the longer one
 * keeps its dots: <code>{"labels":{"a":"1","a.b":"2"}}</code>.
 *
 * <p>An instance keeps its buffer and is not thread-safe.
 */
public final class EcsJson {

    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final String EVENT = "event.";
    /** Says how many open fields are too long for an index, and in the lake only. */
    private static final String UNSEARCHABLE = OpenNames.OURS + "unsearchable";

    /** An index takes 32,766 bytes of a name and its value; a character of the name has three at most. */
    private static final int MOST_OF_A_TERM = 10_000;

    private static final Node OF_EVENT = tree(EVENT);
    private static final Node FIELDS = tree("");

    private byte[] buffer = new byte[4096];
    private int length;

    /** The event as one line of JSON, line feed included. */
    public byte[] render(LogEvent event) {
        append(event);
        return take();
    }

    /**
     * The event as a searchable document: without a line feed and the line as admitted. Where the event has no free text of
     * its own, the line is its {@code message}. Open fields are members of one object {@code labels}, by their dotted names.
     *
     * @param impersonal open fields that are members of an object {@code impersonal}, too: a role can be shown an object of the
     *     index, but no member of one
     */
    public byte[] renderDocument(LogEvent event, Set<String> impersonal) {
        begin(event);
        return restOfDocument(event, impersonal);
    }

    /** As {@link #renderDocument}, with the line as admitted in {@code event.original}, too. */
    public byte[] renderDocumentWithOriginal(LogEvent event, Set<String> impersonal) {
        begin(event);
        original(event);
        return restOfDocument(event, impersonal);
    }

    private byte[] restOfDocument(LogEvent event, Set<String> impersonal) {
        raw("}");
        if (event.has(Field.EVENT_ORIGINAL) && !event.has(Field.MESSAGE)) {
            raw(",\"message\":");
            line(event);
        }
        openFields(event);
        if (!impersonal.isEmpty()) {
            impersonalFields(event, impersonal);
        }
        fields(event);
        return take();
    }

    /** All open fields in one object, by their dotted names: one field of the index, which never grows. */
    private void openFields(LogEvent event) {
        if (event.openCount() == 0) {
            return;
        }
        int unsearchable = 0;
        String separator = ",\"labels\":{";
        for (int i = 0; i < event.openCount(); i++) {
            if (isTooLong(event, i)) {
                unsearchable++;
                continue;
            }
            raw(separator);
            openField(event, i);
            separator = ",";
        }
        if (unsearchable > 0) {
            raw(separator);
            text(UNSEARCHABLE);
            raw(":");
            text(Integer.toString(unsearchable));
            separator = ",";
        }
        raw("}");
    }

    private void impersonalFields(LogEvent event, Set<String> impersonal) {
        String separator = ",\"impersonal\":{";
        boolean isThere = false;
        for (int i = 0; i < event.openCount(); i++) {
            if (impersonal.contains(event.openName(i)) && !isTooLong(event, i)) {
                raw(separator);
                openField(event, i);
                separator = ",";
                isThere = true;
            }
        }
        if (isThere) {
            raw("}");
        }
    }

    private static boolean isTooLong(LogEvent event, int open) {
        return event.openName(open).length() + event.openLength(open) > MOST_OF_A_TERM;
    }

    private void openField(LogEvent event, int open) {
        int from = event.openOffset(open);
        text(event.openName(open));
        raw(":");
        text(event.bytes(), from, from + event.openLength(open));
    }

    /** Writes the event as one line of JSON. */
    public void write(LogEvent event, OutputStream out) throws IOException {
        append(event);
        flush(out);
    }

    /** Writes, as one line of JSON, that a line was dropped. */
    public void writeDropped(String reason, String file, long line, OutputStream out) throws IOException {
        raw("{\"dropped\":{\"reason\":");
        text(reason);
        raw(",\"position\":{\"file\":");
        text(file);
        raw(",\"line\":");
        number(line);
        raw("}}}\n");
        flush(out);
    }

    /** Writes a line that could not be parsed as one line of JSON. */
    public void writeDeadLetter(
            Rejection rejection, String file, long line, byte[] bytes, int from, int to, OutputStream out)
            throws IOException {
        beginDeadLetter(rejection, file, line, out);
        out.write(Base64.getEncoder()
                .encode(from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to)));
        endDeadLetter(out);
    }

    /** Writes a dead letter up to its raw bytes in Base64, which the caller writes, however many there are. */
    public void beginDeadLetter(Rejection rejection, String file, long line, OutputStream out) throws IOException {
        raw("{\"dead_letter\":{\"reason\":");
        text(rejection.reason());
        raw(",\"position\":{\"file\":");
        text(file);
        raw(",\"line\":");
        number(line);
        raw(",\"column\":");
        number(rejection.column());
        raw("},\"raw_base64\":\"");
        flush(out);
    }

    /** Ends what {@link #beginDeadLetter} began. */
    public void endDeadLetter(OutputStream out) throws IOException {
        raw("\"}}\n");
        flush(out);
    }

    private void append(LogEvent event) {
        if (event.openCount() > 0) {
            tree(event);
            return;
        }
        begin(event);
        original(event);
        raw("}");
        fields(event);
        raw("\n");
    }

    /** As {@link #append}, for an event whose names are known only now. */
    private void tree(LogEvent event) {
        OpenTree root = new OpenTree();
        for (FieldName.Envelope part : FieldName.Envelope.values()) {
            if (part != FieldName.Envelope.EVENT_INGESTED || event.ingestedMillis() != 0) {
                root.put(part.dotted(), () -> envelope(part, event));
            }
        }
        for (Field field : Field.values()) {
            if (field != Field.EVENT_ORIGINAL && event.has(field)) {
                root.put(field.ecsName(), () -> value(field, event));
            }
        }
        if (event.has(Field.EVENT_ORIGINAL)) {
            root.put(Field.EVENT_ORIGINAL.ecsName(), () -> line(event));
            if (!isLineText(event)) {
                root.put("event.original_base64", () -> lineAsBase64(event));
            }
        }
        for (int i = 0; i < event.openCount(); i++) {
            int from = event.openOffset(i);
            int to = from + event.openLength(i);
            root.put(event.openName(i), () -> text(event.bytes(), from, to));
        }
        object(root);
        raw("\n");
    }

    private void object(OpenTree tree) {
        char separator = '{';
        for (Map.Entry<String, OpenTree> member : tree.members().entrySet()) {
            one((byte) separator);
            text(member.getKey());
            raw(":");
            if (member.getValue().isValue()) {
                member.getValue().write();
            } else {
                object(member.getValue());
            }
            separator = ',';
        }
        raw("}");
    }

    private void envelope(FieldName.Envelope part, LogEvent event) {
        switch (part) {
            case TIMESTAMP -> quotedTime(event.timestampMicros());
            case EVENT_CREATED -> quotedTime(event.createdMillis() * 1000L);
            case EVENT_INGESTED -> quotedTime(event.ingestedMillis() * 1000L);
            case TENANT, DATASET, EVENT_ID -> text(event.text(part));
        }
    }

    private void quotedTime(long micros) {
        raw("\"");
        time(micros);
        raw("\"");
    }

    private void begin(LogEvent event) {
        raw("{\"@timestamp\":\"");
        time(event.timestampMicros());
        raw("\",\"data_stream\":{\"namespace\":");
        text(event.datasetId().tenant());
        raw(",\"dataset\":");
        text(event.datasetId().dataset());
        raw("},\"event\":{\"id\":");
        text(event.id());
        raw(",\"created\":\"");
        time(event.createdMillis() * 1000L);
        raw("\"");
        if (event.ingestedMillis() != 0) {
            raw(",\"ingested\":\"");
            time(event.ingestedMillis() * 1000L);
            raw("\"");
        }
        members(OF_EVENT, event);
    }

    private void fields(LogEvent event) {
        members(FIELDS, event);
        raw("}");
    }

    private void members(Node node, LogEvent event) {
        for (Node child : node.children) {
            if (child.isIn(event)) {
                raw(",");
                member(child, event);
            }
        }
    }

    private void original(LogEvent event) {
        if (!event.has(Field.EVENT_ORIGINAL)) {
            return;
        }
        raw(",\"original\":");
        line(event);
        if (!isLineText(event)) {
            raw(",\"original_base64\":");
            lineAsBase64(event);
        }
    }

    private static boolean isLineText(LogEvent event) {
        int from = event.offsetOf(Field.EVENT_ORIGINAL);
        return Utf8.isValid(event.bytes(), from, from + event.lengthOf(Field.EVENT_ORIGINAL));
    }

    private void lineAsBase64(LogEvent event) {
        byte[] base64 = Base64.getEncoder().encode(event.slice(Field.EVENT_ORIGINAL));
        raw("\"");
        bytes(base64, 0, base64.length);
        raw("\"");
    }

    /** The line as text. */
    private void line(LogEvent event) {
        int from = event.offsetOf(Field.EVENT_ORIGINAL);
        int to = from + event.lengthOf(Field.EVENT_ORIGINAL);
        if (Utf8.isValid(event.bytes(), from, to)) {
            text(event.bytes(), from, to);
        } else {
            byte[] repaired = Utf8.repair(event.bytes(), from, to);
            text(repaired, 0, repaired.length);
        }
    }

    private void member(Node node, LogEvent event) {
        bytes(node.key, 0, node.key.length);
        if (node.field == null) {
            byte separator = '{';
            for (Node child : node.children) {
                if (child.isIn(event)) {
                    one(separator);
                    member(child, event);
                    separator = ',';
                }
            }
            one((byte) '}');
        } else {
            value(node.field, event);
        }
    }

    private void value(Field field, LogEvent event) {
        if (field.isSlice()) {
            int from = event.offsetOf(field);
            text(event.bytes(), from, from + event.lengthOf(field));
        } else {
            number(event.number(field));
        }
    }

    /** ISO 8601 in UTC with three digits of fraction, or six where it has microseconds. */
    private void time(long micros) {
        long seconds = Math.floorDiv(micros, 1_000_000L);
        int fraction = (int) Math.floorMod(micros, 1_000_000L);
        String toSecond = Instant.ofEpochSecond(seconds).toString();
        raw(toSecond.substring(0, toSecond.length() - 1));
        raw(".");
        boolean hasMicros = fraction % 1000 != 0;
        int shown = hasMicros ? fraction : fraction / 1000;
        for (int unit = hasMicros ? 100_000 : 100; unit > 0; unit /= 10) {
            one((byte) ('0' + shown / unit % 10));
        }
        raw("Z");
    }

    private void number(long number) {
        raw(Long.toString(number));
    }

    private void text(String text) {
        byte[] utf8 = Utf8.encode(text);
        text(utf8, 0, utf8.length);
    }

    private void text(byte[] utf8, int from, int to) {
        one((byte) '"');
        int plainFrom = from;
        for (int i = from; i < to; i++) {
            byte b = utf8[i];
            if (b == '"' || b == '\\' || (b >= 0 && b < 0x20)) {
                bytes(utf8, plainFrom, i);
                escape(b);
                plainFrom = i + 1;
            }
        }
        bytes(utf8, plainFrom, to);
        one((byte) '"');
    }

    private void escape(byte b) {
        one((byte) '\\');
        switch (b) {
            case '"', '\\' -> one(b);
            case '\t' -> one((byte) 't');
            case '\n' -> one((byte) 'n');
            case '\r' -> one((byte) 'r');
            default -> {
                raw("u00");
                one(HEX[b >> 4]);
                one(HEX[b & 15]);
            }
        }
    }

    private void raw(String ascii) {
        ensure(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            buffer[length++] = (byte) ascii.charAt(i);
        }
    }

    private void one(byte b) {
        ensure(1);
        buffer[length++] = b;
    }

    private void bytes(byte[] source, int from, int to) {
        ensure(to - from);
        System.arraycopy(source, from, buffer, length, to - from);
        length += to - from;
    }

    private void ensure(int more) {
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
        }
    }

    private byte[] take() {
        byte[] line = Arrays.copyOf(buffer, length);
        length = 0;
        return line;
    }

    private void flush(OutputStream out) throws IOException {
        out.write(buffer, 0, length);
        length = 0;
    }

    /** The fields whose names begin so, by what follows. */
    private static Node tree(String start) {
        Node root = new Node("");
        for (Field field : Field.values()) {
            if (field != Field.EVENT_ORIGINAL && objectOf(field).equals(start)) {
                root.add(field, field.ecsName().substring(start.length()));
            }
        }
        return root;
    }

    private static String objectOf(Field field) {
        return field.ecsName().startsWith(EVENT) ? EVENT : "";
    }

    /** A step of the fields' dotted names: an object with members, or a field. */
    private static final class Node {

        private final String name;
        private final byte[] key;
        private final List<Node> children = new ArrayList<>();
        private Field field;

        private Node(String name) {
            this.name = name;
            this.key = ("\"" + name + "\":").getBytes(US_ASCII);
        }

        private void add(Field added, String path) {
            int dot = path.indexOf('.');
            String step = dot < 0 ? path : path.substring(0, dot);
            Node child = children.stream()
                    .filter(c -> c.name.equals(step))
                    .findFirst()
                    .orElse(null);
            if (child == null) {
                child = new Node(step);
                children.add(child);
            }
            if (dot < 0) {
                child.field = added;
            } else {
                child.add(added, path.substring(dot + 1));
            }
        }

        private boolean isIn(LogEvent event) {
            if (field != null) {
                return event.has(field);
            }
            for (Node child : children) {
                if (child.isIn(event)) {
                    return true;
                }
            }
            return false;
        }
    }
}
