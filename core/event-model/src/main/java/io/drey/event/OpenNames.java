package io.drey.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Which names open fields may have: those that the Elastic Common Schema or OpenTelemetry's semantic conventions give, those
 * of products that both know not ({@code nginx.upstream_addr}), and everything below {@code labels}.
 *
 * <p>The lists are resources of this build, {@code field-names/*.txt}; names are only ever added, since what was once
 * {@code labels.x} stands so in tables that live for years.
 */
public final class OpenNames {

    /** What a line's own words for which nobody has a name begin with. */
    public static final String LABELS = "labels.";

    /** What Drey itself says of an event begins with it. */
    public static final String OURS = "labels.drey.";

    private static final Set<String> PUBLISHED = published("ecs", "otel");
    private static final Set<String> PRODUCTS = published("products");

    private OpenNames() {}

    /** Whether an open field may have that name. */
    public static boolean isOpen(String dotted) {
        if (dotted.startsWith(LABELS)) {
            return dotted.length() > LABELS.length();
        }
        int dot = dotted.indexOf('.');
        return (dot > 0 && dot < dotted.length() - 1 && PRODUCTS.contains(dotted.substring(0, dot)))
                || PUBLISHED.contains(dotted);
    }

    /**
     * The name under which a member of a payload is kept: its own where it is one that others know, else below
     * {@code labels}. So is what has the name of a fixed field or of the envelope, and is neither: nothing else may be found
     * there. A payload cannot speak as Drey: what it calls {@code labels.drey.x} is {@code labels.payload.drey.x}.
     *
     * @param path the member's names joined by dots, not empty
     */
    public static String ofMember(String path) {
        if (path.startsWith(OURS)) {
            return LABELS + "payload." + path.substring(LABELS.length());
        }
        if (isOpen(path) && FieldName.parse(path) instanceof FieldName.Open) {
            return path;
        }
        return path.startsWith("drey.") ? LABELS + "payload." + path : LABELS + path;
    }

    /** The names that others published. */
    public static Set<String> published() {
        return PUBLISHED;
    }

    private static Set<String> published(String... lists) {
        Set<String> names = new HashSet<>();
        for (String list : lists) {
            String resource = "/field-names/%s.txt".formatted(list);
            try (InputStream file = OpenNames.class.getResourceAsStream(resource);
                    BufferedReader lines = new BufferedReader(new InputStreamReader(file, UTF_8))) {
                lines.lines().filter(line -> !line.startsWith("#")).forEach(names::add);
            } catch (IOException e) {
                throw new UncheckedIOException("the build's own %s cannot be read".formatted(resource), e);
            }
        }
        return Set.copyOf(names);
    }
}
