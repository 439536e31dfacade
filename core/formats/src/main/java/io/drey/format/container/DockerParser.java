package io.drey.format.container;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.json.MappedJsonParser;

/**
 * Parses lines that a container wrote, as Docker's driver json-file keeps them: {@code {"log":"text\n","stream":"stdout","time":"..."}}.
 *
 * <p>{@code log} is the message, without the line's end behind it; a message without one is a part of a longer line, and
 * {@code labels.partial} says so. Parts are not joined. Labels and environment, {@code attrs}, are open fields.
 */
final class DockerParser implements LineParser {

    private final MappedJsonParser lines;

    DockerParser(FormatOptions options) {
        this.lines = new MappedJsonParser(DockerParser.class, "docker.members.txt", options);
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        Rejection rejection = lines.parse(event, from, to);
        if (rejection != null) {
            return rejection;
        }
        if (!event.has(Field.MESSAGE)) {
            return new Rejection("expected a member \"log\"", 0);
        }
        byte[] bytes = event.bytes();
        int at = event.offsetOf(Field.MESSAGE);
        int length = event.lengthOf(Field.MESSAGE);
        if (length > 0 && bytes[at + length - 1] == '\n') {
            length--;
            if (length > 0 && bytes[at + length - 1] == '\r') {
                length--;
            }
            event.put(Field.MESSAGE, at, length);
        } else if (event.openIndex("labels.partial") < 0) {
            event.appendOpen("labels.partial", "true");
        }
        return null;
    }
}
