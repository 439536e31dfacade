package io.drey.format.w3c;

import io.drey.event.Field;
import io.drey.event.Printable;
import io.drey.format.pattern.Extent;
import io.drey.format.pattern.LinePattern;
import io.drey.format.pattern.ValueReader;
import io.drey.format.pattern.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The fields of a log in the W3C's extended format, as its {@code #Fields:} names them, and what they become. */
final class W3cFields {

    /** What CloudFront writes; earlier lines end behind {@link #LAST_OF_EARLY}. */
    private static final String CLOUDFRONT =
            "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query"
                    + " cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken x-forwarded-for"
                    + " ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port"
                    + " time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start sc-range-end";

    private static final String LAST_OF_EARLY = "x-edge-request-id";

    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("c-ip", "source.address"),
            Map.entry("c-port", "source.port"),
            Map.entry("s-port", "destination.port"),
            Map.entry("cs-method", "http.request.method"),
            Map.entry("cs-host", "url.domain"),
            Map.entry("x-host-header", "url.domain"),
            Map.entry("cs-protocol", "url.scheme"),
            Map.entry("cs-username", "user.name"),
            Map.entry("cs-referer", "http.request.referrer"),
            Map.entry("cs-user-agent", "user_agent.original"),
            Map.entry("x-forwarded-for", "http.request.forwarded_for"),
            Map.entry("cs-x-forwarded-for", "http.request.forwarded_for"),
            Map.entry("cs-bytes", "http.request.bytes"),
            Map.entry("sc-bytes", "http.response.bytes"),
            Map.entry("sc-status", "http.response.status_code"),
            Map.entry("sc-content-type", "http.response.mime_type"),
            Map.entry("s-computername", "host.name"),
            Map.entry("ssl-cipher", "tls.cipher"),
            Map.entry("x-edge-request-id", "http.request.id"));

    private final LinePattern pattern = new LinePattern();
    private final Set<String> taken = new HashSet<>();
    private final String product;
    private final int durationPlaces;

    private W3cFields(String product, int durationPlaces) {
        this.product = product;
        this.durationPlaces = durationPlaces;
    }

    /** The fields of a log of IIS, whose durations are milliseconds. */
    static LinePattern iis(String fields) {
        return read(new W3cFields("iis.", 6), "iis", fields, " ");
    }

    /** The fields of a log of CloudFront, whose durations are seconds; empty: the usual ones. */
    static LinePattern cloudfront(String fields) {
        return read(new W3cFields("aws.cloudfront.", 9), "cloudfront", fields.isBlank() ? CLOUDFRONT : fields, "\t");
    }

    private static LinePattern read(W3cFields fields, String format, String text, String separator) {
        String names = text.strip();
        names = names.startsWith("#Fields:")
                ? names.substring("#Fields:".length()).strip()
                : names;
        try {
            fields.add(List.of(names.split("[ \\t]+")), separator);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'%s:%s' cannot be followed: %s".formatted(format, Printable.of(text), e.getMessage()), e);
        }
        return fields.pattern;
    }

    private void add(List<String> names, String separator) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (i > 0) {
                pattern.text(separator);
            }
            if (name.equals("date")
                    && i + 1 < names.size()
                    && names.get(i + 1).equals("time")
                    && taken.add("@timestamp")) {
                pattern.time("date and time", Extent.DATE_TIME, Values.dateAndTime());
                i++;
            } else if (name.equals("date") || name.equals("time")) {
                throw new IllegalArgumentException("'date time' stand beside each other, once");
            } else {
                pattern.value(name, Extent.UNTIL, reader(name));
            }
            if (name.equals(LAST_OF_EARLY)) {
                pattern.mayEnd();
            }
        }
    }

    private ValueReader reader(String name) {
        // cs(User-Agent) is cs-user-agent.
        String plain = name.toLowerCase(Locale.ROOT).replace('(', '-').replace(")", "");
        if (!plain.matches("[a-z0-9_-]+")) {
            throw new IllegalArgumentException(
                    "'%s' is no field of the W3C's extended format".formatted(Printable.of(name)));
        }
        boolean isCloudfront = product.startsWith("aws.");
        String field = isCloudfront && plain.equals("cs-host") ? "destination.domain" : NAMED.get(plain);
        ValueReader special = field != null ? null : special(plain);
        if (special != null && taken.add(plain)) {
            return special;
        }
        if (field != null && taken.add(field)) {
            return Values.named(field);
        }
        String open = product + plain.replaceFirst("^x-", "").replace('-', '_');
        if (!taken.add(open)) {
            throw new IllegalArgumentException("'%s' is there twice".formatted(Printable.of(name)));
        }
        return Values.named(open);
    }

    private ValueReader special(String plain) {
        return switch (plain) {
            case "s-ip" -> Values.called();
            case "cs-uri-stem" -> Values.path();
            case "cs-uri-query" -> Values.query();
            case "cs-version", "cs-protocol-version" -> Values.behind("HTTP/", Field.HTTP_VERSION);
            case "ssl-protocol" -> Values.behind("TLSv", Field.TLS_VERSION);
            case "time-taken" -> Values.scaled(Field.EVENT_DURATION, durationPlaces, "a number or '-'");
            default -> null;
        };
    }
}
