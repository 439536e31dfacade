package io.drey.format;

import io.drey.event.Printable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What shippers and runtimes put around a line: the key {@code envelope} of a dataset. */
public enum Envelope {
    NONE("a record is the line"),
    AUTO("whichever of the others a record shows; a record that shows none is the line"),
    DOCKER("lines of Docker's driver json-file"),
    CRI("lines of Kubernetes' runtimes: time, stream, tag, line"),
    FLUENT_BIT("Fluent Bit's records as JSON: log, or message, is the line"),
    FILEBEAT("Filebeat's events as JSON: message is the line"),
    VECTOR("Vector's events as JSON: message is the line"),
    RSYSLOG("JSON by a template of rsyslog, such as its property jsonmesg: msg, or message, is the line"),
    OTLP("OpenTelemetry's export requests of logs as OTLP, binary or JSON: each log record's body is a line");

    private final String description;

    Envelope(String description) {
        this.description = description;
    }

    /** As documents have it: {@code fluent-bit}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What a record is, for documentation: a phrase without full stop. */
    public String description() {
        return description;
    }

    /** All words. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Envelope::word).toList();
    }

    /**
     * The envelope of that word.
     *
     * @throws IllegalArgumentException naming the word and what there is
     */
    public static Envelope of(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown envelope '%s': use one of %s"
                        .formatted(Printable.of(word), String.join(", ", words()))));
    }
}
