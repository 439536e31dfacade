package io.drey.format.envelope;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.format.Opening;
import io.drey.format.text.Slices;
import java.util.Arrays;

/** Opens lines that runtimes of Kubernetes write: {@code time stream tags line}. */
final class CriOpening implements Opening {

    private static final int WORDS_IN_FRONT = 3;

    private final LineParser lines = Formats.parser("cri");

    @Override
    public Outcome open(LogEvent record, int to, boolean certain, Lines into) {
        byte[] bytes = record.bytes();
        if (!certain && (to == 0 || !Slices.isDigit(bytes[0]))) {
            return Outcome.NOT_ENVELOPED;
        }
        EventBuilder around = record.sibling(0);
        Rejection wrong = lines.parse(around, 0, to);
        if (wrong != null) {
            if (certain) {
                into.damaged(0, to, new Rejection("no line of CRI: " + wrong.reason(), wrong.column()));
                return Outcome.OPENED;
            }
            return Outcome.NOT_ENVELOPED;
        }
        // The message may have been repaired: the line is what the record has.
        around.remove(Field.MESSAGE);
        around.remove(Field.EVENT_ORIGINAL);
        around.appendOpen(OpenNames.OURS + "envelope", "cri");
        int from = 0;
        for (int i = 0; i < WORDS_IN_FRONT; i++) {
            from = Math.min(to, Slices.first(bytes, from, to, ' ') + 1);
        }
        int lineAt = from;
        into.line(Arrays.copyOfRange(bytes, lineAt, to), around, 0, bytes.length, index -> lineAt + index);
        return Outcome.OPENED;
    }
}
