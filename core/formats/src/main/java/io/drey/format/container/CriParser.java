package io.drey.format.container;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.Rejection;
import io.drey.event.Utf8;
import io.drey.format.LineParser;
import io.drey.format.text.IsoTime;
import io.drey.format.text.Slices;
import io.drey.format.text.Words;

/**
 * Parses lines that a container wrote, as runtimes of Kubernetes keep them: {@code time stream tags message}.
 *
 * <pre>2024-05-01T10:00:00.123456789Z stdout F {"level":"info","msg":"started"}</pre>
 *
 * <p>Of the tags, which colons part, the first says whether the line is whole: {@code F}, or {@code P} for a part of one. Parts
 * are not joined: each is an event, and {@code kubernetes.cri.tag} says that it is a part.
 */
final class CriParser implements LineParser {

    private static final byte[] OUT = "stdout".getBytes(US_ASCII);
    private static final byte[] ERROR = "stderr".getBytes(US_ASCII);

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        if (from == to) {
            return new Rejection("empty line", 0);
        }
        byte[] bytes = event.bytes();
        int timeEnd = Slices.first(bytes, from, to, ' ');
        long micros = IsoTime.micros(bytes, from, timeEnd);
        if (micros == IsoTime.WRONG) {
            return reject("expected a time stamp such as 2024-05-01T10:00:00.123456789Z", from, from);
        }
        event.timestampMicros(micros);
        int streamAt = timeEnd + 1;
        int streamEnd = Slices.first(bytes, streamAt, to, ' ');
        if (!Slices.equal(bytes, streamAt, streamEnd, OUT) && !Slices.equal(bytes, streamAt, streamEnd, ERROR)) {
            return reject("expected stdout or stderr", from, Math.min(streamAt, to));
        }
        event.putOpen("log.iostream", streamAt, streamEnd - streamAt);
        int tagAt = streamEnd + 1;
        int tagEnd = Slices.first(bytes, tagAt, to, ' ');
        boolean isTag = tagAt < to
                && (bytes[tagAt] == 'F' || bytes[tagAt] == 'P')
                && (tagEnd == tagAt + 1 || bytes[tagAt + 1] == ':');
        if (!isTag) {
            return reject("expected F or P", from, Math.min(tagAt, to));
        }
        if (bytes[tagAt] == 'P' || tagEnd > tagAt + 1) {
            event.putOpen("kubernetes.cri.tag", tagAt, tagEnd - tagAt);
        }
        if (tagEnd + 1 < to) {
            event.put(Field.MESSAGE, tagEnd + 1, to - tagEnd - 1);
        }
        event.put(Field.EVENT_ORIGINAL, from, to - from);
        if (!Words.areAscii(bytes, from, to)) {
            Utf8.repairTexts(event);
        }
        return null;
    }

    private static Rejection reject(String reason, int from, int at) {
        return new Rejection(reason, at - from + 1);
    }
}
