package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.OpenNames;
import io.drey.event.Printable;
import io.drey.event.Rejection;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Says for people where each field of each event comes from: the parser, the envelope, the path, the dataset's document, what was
 * looked up; what was repaired, and what was taken out. A value is shown as it leaves, so that nothing that is redacted is shown.
 */
final class ExplainedReport implements LineReport, StepListener {

    private static final String REPAIRED = OpenNames.OURS + "repaired";
    private static final String TAKEN_FOR = OpenNames.OURS + "format";

    private final LineSettings settings;
    private final String name;
    private final OutputStream out;

    /** What the steps so far left, by the names of fields. */
    private Map<String, String> known = new LinkedHashMap<>();

    private final List<Change> changes = new ArrayList<>();

    /** The fields that a step gave, changed or took. */
    private record Change(Step step, List<String> fields) {}

    /** @param name names the input */
    ExplainedReport(LineSettings settings, String name, OutputStream out) {
        this.settings = settings;
        this.name = name;
        this.out = out;
    }

    @Override
    public void after(Step step, LogEvent event) {
        Map<String, String> now = fields(event);
        List<String> changed = new ArrayList<>();
        now.forEach((field, value) -> {
            if (!Objects.equals(known.get(field), value)) {
                changed.add(field);
            }
        });
        known.keySet().stream().filter(field -> !now.containsKey(field)).forEach(changed::add);
        if (step == Step.PARSER || !changed.isEmpty()) {
            changes.add(new Change(step, changed));
        }
        known = now;
    }

    private static Map<String, String> fields(LogEvent event) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(FieldName.Envelope.TIMESTAMP.dotted(), event.text(FieldName.Envelope.TIMESTAMP));
        for (Field field : Field.values()) {
            if (event.has(field) && field != Field.EVENT_ORIGINAL) {
                FieldName named = FieldName.of(field);
                fields.put(named.dotted(), event.text(named));
            }
        }
        for (int i = 0; i < event.openCount(); i++) {
            fields.put(event.openName(i), event.openText(i));
        }
        return fields;
    }

    @Override
    public void event(LogEvent event, long line) throws IOException {
        say("%s:%d: event %s".formatted(name, line, event.id()));
        Map<String, String> last = fields(event);
        for (Change change : changes) {
            say("  " + source(change.step(), last));
            for (String field : change.fields()) {
                say("    %-32s %s".formatted(field, last.getOrDefault(field, "(taken out)")));
            }
        }
        forget();
    }

    private String source(Step step, Map<String, String> fields) {
        return switch (step) {
            case PARSER -> {
                String takenFor = fields.containsKey(TAKEN_FOR) ? ", taken for " + fields.get(TAKEN_FOR) : "";
                String repaired = fields.containsKey(REPAIRED) ? ", repaired: " + fields.get(REPAIRED) : "";
                yield "parser " + settings.format() + takenFor + repaired;
            }
            case MESSAGE_PARSER ->
                "parser of its message " + settings.messageFormat().orElse("");
            case ENVELOPE -> "envelope";
            case PATH -> "path of the file";
            case DATASET -> "the dataset's document";
            case LOOK_UPS ->
                "looked up by "
                        + String.join(
                                ", ",
                                settings.treatment().enrichment().rules().stream()
                                        .map(rule -> rule.written())
                                        .toList());
            case REDACTION ->
                "redacted by "
                        + String.join(
                                ", ",
                                settings.treatment().redaction().rules().stream()
                                        .map(rule -> rule.written())
                                        .toList());
        };
    }

    @Override
    public void joined(long line) throws IOException {
        say("%s:%d: part of an event before".formatted(name, line));
    }

    @Override
    public void dropped(String reason, long line) throws IOException {
        say("%s:%d: dropped by %s".formatted(name, line, reason));
        forget();
    }

    @Override
    public void deadLetter(Rejection rejection, long line, byte[] bytes, int from, int to) throws IOException {
        beginDeadLetter(rejection, line);
    }

    @Override
    public void beginDeadLetter(Rejection rejection, long line) throws IOException {
        String place = rejection.column() == 0 ? "" : ":" + rejection.column();
        say("%s:%d%s: dead letter of parser %s: %s"
                .formatted(name, line, place, settings.format(), rejection.reason()));
        forget();
    }

    @Override
    public void piece(byte[] base64) {
        // Nobody reads it.
    }

    @Override
    public void endDeadLetter() {
        // It was said at its beginning.
    }

    private void forget() {
        known = new LinkedHashMap<>();
        changes.clear();
    }

    private void say(String line) throws IOException {
        out.write(Printable.ofWhole(line).getBytes(UTF_8));
        out.write('\n');
    }
}
