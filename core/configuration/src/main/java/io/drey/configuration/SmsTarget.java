package io.drey.configuration;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What a document of a target says about short messages.
 *
 * @param from a number, or a name of at most 11 letters and digits; empty for the gateway's own
 * @param to the number it goes to
 * @param encoding how the gateway wants to be told
 */
public record SmsTarget(String from, String to, Encoding encoding) {

    /** How the body is written. */
    public enum Encoding {
        /** A JSON object with {@code to}, {@code from} and {@code text}. */
        JSON,
        /** A form with {@code To}, {@code From} and {@code Body}. */
        FORM
    }

    public SmsTarget {
        requireNonNull(from, "from is null");
        requireNonNull(to, "to is null");
        requireNonNull(encoding, "encoding is null");
    }

    static SmsTarget of(ObjectNode content) {
        return new SmsTarget(
                content.path("from").asText(),
                content.path("to").path(0).asText(),
                Encoding.valueOf(content.path("encoding").asText("json").toUpperCase(Locale.ROOT)));
    }
}
