package io.drey.delivery.domain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.configuration.SmsTarget;
import io.drey.configuration.TextTemplate;
import java.net.URLEncoder;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * What gateways of short messages take, as JSON or as a form. The text is one short message: at most 160 characters of GSM's default
 * alphabet (3GPP TS 23.038), of which those of its extension count twice. Accents that it has not are taken off; a question mark
 * stands for any other character.
 */
final class SmsBody {

    private static final int LONGEST = 160;
    private static final String CUT = "...";
    private static final String ALPHABET = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
            + "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private static final String EXTENSION = "^{}\\[~]|€";

    private SmsBody() {}

    static String of(AlertView alert, Optional<TextTemplate> link, SmsTarget sms) {
        String text = text(alert, link);
        return switch (sms.encoding()) {
            case JSON -> json(sms, text);
            case FORM -> form(sms, text);
        };
    }

    private static String json(SmsTarget sms, String text) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("to", sms.to());
        if (!sms.from().isEmpty()) {
            body.put("from", sms.from());
        }
        return body.put("text", text).toString();
    }

    private static String form(SmsTarget sms, String text) {
        return "To=%s%s&Body=%s"
                .formatted(
                        URLEncoder.encode(sms.to(), UTF_8),
                        sms.from().isEmpty() ? "" : "&From=" + URLEncoder.encode(sms.from(), UTF_8),
                        URLEncoder.encode(text, UTF_8));
    }

    private static String text(AlertView alert, Optional<TextTemplate> link) {
        String text = gsm("%s %s: %s, %s events, %s"
                .formatted(
                        alert.severity().toUpperCase(Locale.ROOT),
                        alert.rule(),
                        alert.source(),
                        alert.field("alert.event_count"),
                        alert.field("event.end")));
        String url = alert.link(link).map(address -> " " + gsm(address)).orElse("");
        // A cut address leads nowhere.
        int space = LONGEST - septets(url);
        return space < LONGEST / 4 ? cut(text, LONGEST) : cut(text, space) + url;
    }

    private static String gsm(String text) {
        StringBuilder known = new StringBuilder();
        text.codePoints().forEach(c -> {
            String character = Character.toString(c);
            String base = Normalizer.normalize(character, Normalizer.Form.NFD).substring(0, 1);
            known.append(isKnown(character) ? character : isKnown(base) ? base : "?");
        });
        return known.toString();
    }

    private static boolean isKnown(String character) {
        return ALPHABET.contains(character) || EXTENSION.contains(character);
    }

    private static String cut(String text, int longest) {
        if (septets(text) <= longest) {
            return text;
        }
        int length = 0;
        int at = 0;
        while (length + septets(text.substring(at, at + 1)) <= longest - CUT.length()) {
            length += septets(text.substring(at, at + 1));
            at++;
        }
        return text.substring(0, at) + CUT;
    }

    private static int septets(String text) {
        return text.length()
                + (int) text.chars().filter(c -> EXTENSION.indexOf(c) >= 0).count();
    }
}
