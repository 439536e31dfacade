package io.drey.delivery.domain;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.time.Instant;

/** Messages of the syslog protocol (RFC 5424), without structured data. */
public final class SyslogMessage {

    private static final int FACILITY_LOCAL0 = 16;
    private static final int LONGEST_HOST = 255;
    private static final int LONGEST_APPLICATION = 48;
    private static final int LONGEST_MESSAGE_ID = 32;

    private SyslogMessage() {}

    /**
     * A message.
     *
     * @param severity 0 (emergency) to 7 (debug)
     * @param timeMillis in milliseconds since the epoch
     * @param host the host's name, or null
     * @param application what it is of
     * @param messageId its kind, or null
     * @param text anything; whoever frames messages by octet counts may have line feeds in it
     */
    public static byte[] of(
            int severity, long timeMillis, String host, String application, String messageId, byte[] text) {
        String header = "<%d>1 %s %s %s - %s - "
                .formatted(
                        FACILITY_LOCAL0 * 8 + severity,
                        Instant.ofEpochMilli(timeMillis),
                        name(host, LONGEST_HOST),
                        name(application, LONGEST_APPLICATION),
                        name(messageId, LONGEST_MESSAGE_ID));
        ByteArrayOutputStream message = new ByteArrayOutputStream(header.length() + text.length);
        message.writeBytes(header.getBytes(US_ASCII));
        message.writeBytes(text);
        return message.toByteArray();
    }

    /** A message framed by its octet count (RFC 6587, 5425), for a stream. */
    public static byte[] framed(byte[] message) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(message.length + 8);
        frame.writeBytes((message.length + " ").getBytes(US_ASCII));
        frame.writeBytes(message);
        return frame.toByteArray();
    }

    /** Visible ASCII only, as the header demands; a dash for nothing. */
    private static String name(String name, int longest) {
        if (name == null || name.isEmpty()) {
            return "-";
        }
        StringBuilder visible = new StringBuilder();
        for (int i = 0; i < Math.min(name.length(), longest); i++) {
            char c = name.charAt(i);
            visible.append(c > ' ' && c < 127 ? c : '?');
        }
        return visible.toString();
    }
}
