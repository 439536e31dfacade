package io.drey.format.otlp;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A log record of OpenTelemetry's protocol (OTLP 1.x, {@code opentelemetry.proto.logs.v1.LogRecord}), in either of its
 * encodings. Values are texts as bytes ({@code byte[]}), {@link Long}, {@link Double}, {@link Written}, {@link Boolean}, {@link Blob}, lists and
 * maps of these, or null.
 */
final class LogRecord {

    /** Bytes that are no text. */
    record Blob(byte[] bytes) {}

    /** A number as it is written. */
    record Written(byte[] digits) {}

    /** When it happened, in nanoseconds since the epoch, an unsigned number; 0: nobody knows. */
    long timeNanos;

    /** When it was collected, in nanoseconds since the epoch; 0: nobody knows. */
    long observedNanos;

    /** 1 to 24; 0: none. */
    long severityNumber;

    byte[] severityText;
    Object body;
    final Map<String, Object> attributes = new LinkedHashMap<>();

    /** In hexadecimal digits. */
    byte[] traceId;

    /** In hexadecimal digits. */
    byte[] spanId;

    byte[] eventName;
    long droppedAttributes;

    /** What is the same for several records: of the resource that wrote them, and the scope within it. */
    static final class Scope {
        final Map<String, Object> resource = new LinkedHashMap<>();
        byte[] name;
        byte[] version;
        final Map<String, Object> attributes = new LinkedHashMap<>();
    }
}
