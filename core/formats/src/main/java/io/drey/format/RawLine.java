package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.OpenNames;
import java.util.List;

/**
 * A record as it is looked at when lines are joined: the one line in it, and whose it is.
 *
 * @param record its position and its bytes as they came
 * @param file what its sender says of the file that it was read from
 * @param text the line, without its envelope and its end; null where the record is not one line that can be joined
 * @param around what the envelope says; null where there is none
 * @param stream what the line's neighbours have in common with it: the file, host, container; empty where nothing says it
 * @param isPart whether the runtime says that the next line of the stream is of the same line
 */
record RawLine(EventBuilder record, FileOrigin file, byte[] text, EventBuilder around, String stream, boolean isPart) {

    private static final String ENVELOPE = OpenNames.OURS + "envelope";
    private static final String CRI_TAG = "kubernetes.cri.tag";

    /** What a line's objects take besides its bytes, about. */
    private static final int OVERHEAD = 200;

    private static final Field[] OF_STREAMS = {
        Field.HOST_NAME, Field.LOG_FILE_PATH, Field.LOG_SYSLOG_APPNAME, Field.LOG_SYSLOG_PROCID
    };

    private static final List<String> OPEN_OF_STREAMS = List.of(
            "k8s.namespace.name",
            "k8s.pod.uid",
            "k8s.pod.name",
            "k8s.container.name",
            "container.id",
            "container.name",
            "log.iostream");

    /** A record that is joined with no other. */
    static RawLine alone(EventBuilder record, FileOrigin file) {
        return new RawLine(record, file, null, null, "", false);
    }

    /** A record that is the line. */
    static RawLine bare(EventBuilder record, FileOrigin file, byte[] text) {
        return new RawLine(record, file, text, null, file.source(), false);
    }

    /** A line out of its envelope. */
    static RawLine enveloped(EventBuilder record, FileOrigin file, byte[] text, EventBuilder around, boolean hasEnd) {
        return new RawLine(record, file, text, around, file.source() + '\0' + streamOf(around), isPart(around, hasEnd));
    }

    boolean isAlone() {
        return text == null;
    }

    /** About how much memory it takes, in bytes. */
    long held() {
        long bytes = (long) record.bytes().length + OVERHEAD + file.held();
        return around == null ? bytes : bytes + text.length + around.bytes().length + 2L * stream.length();
    }

    /** The lines with a line feed between, but behind a part. */
    static byte[] joined(List<RawLine> lines) {
        int length = -1;
        for (RawLine line : lines) {
            length += line.text.length + (line.isPart ? 0 : 1);
        }
        byte[] joined = new byte[length + (lines.get(lines.size() - 1).isPart ? 1 : 0)];
        int at = 0;
        for (int i = 0; i < lines.size(); i++) {
            RawLine line = lines.get(i);
            System.arraycopy(line.text, 0, joined, at, line.text.length);
            at += line.text.length;
            if (i < lines.size() - 1 && !line.isPart) {
                joined[at++] = '\n';
            }
        }
        return joined;
    }

    /** Takes away that a line is a part, where the others are there. */
    static void removePartOf(EventBuilder around) {
        int tag = around.openIndex(CRI_TAG);
        if (tag >= 0 && isCriPart(around, tag)) {
            around.removeOpen(tag);
        }
    }

    private static boolean isPart(LogEvent around, boolean hasEnd) {
        int tag = around.openIndex(CRI_TAG);
        if (tag >= 0) {
            return isCriPart(around, tag);
        }
        int envelope = around.openIndex(ENVELOPE);
        return !hasEnd && envelope >= 0 && around.openText(envelope).equals(Envelope.DOCKER.word());
    }

    private static boolean isCriPart(LogEvent around, int tag) {
        return around.openLength(tag) > 0 && around.bytes()[around.openOffset(tag)] == 'P';
    }

    private static String streamOf(LogEvent around) {
        StringBuilder stream = new StringBuilder();
        for (Field field : OF_STREAMS) {
            stream.append(around.has(field) ? text(around, around.offsetOf(field), around.lengthOf(field)) : "")
                    .append('\0');
        }
        for (String name : OPEN_OF_STREAMS) {
            int place = around.openIndex(name);
            stream.append(place < 0 ? "" : text(around, around.openOffset(place), around.openLength(place)))
                    .append('\0');
        }
        return stream.toString();
    }

    private static String text(LogEvent around, int from, int length) {
        return new String(around.bytes(), from, length, UTF_8);
    }
}
