package io.drey.lake.retention;

import static java.util.Objects.requireNonNull;

import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.Printable;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A field and the value that picks rows: {@code source.ip=1.2.3.4}, {@code labels.order.id=17}.
 *
 * @param field a fixed field that holds text, or an open one
 * @param value the value, not empty
 */
public record Identifier(FieldName field, String value) {

    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final int LONGEST = 4096;

    public Identifier {
        requireNonNull(field, "field is null");
        requireNonNull(value, "value is null");
        if (!holdsText(field)) {
            throw new IllegalArgumentException(
                    "%s identifies nobody: use a field that holds text, such as source.ip or user.name"
                            .formatted(field));
        }
        if (value.isBlank() || value.length() > LONGEST) {
            throw new IllegalArgumentException("the value of %s has %d characters: give 1 to %d, not all blank"
                    .formatted(field, value.length(), LONGEST));
        }
        if (field instanceof FieldName.Fixed fixed
                && fixed.field().type() == Field.Type.IP
                && !ADDRESS.matcher(value).matches()) {
            throw new IllegalArgumentException("%s '%s' is not an address: write it like 192.0.2.1 or 2001:db8::1"
                    .formatted(field, Printable.of(value)));
        }
    }

    private static boolean holdsText(FieldName name) {
        if (name instanceof FieldName.Fixed fixed) {
            return fixed.field().isSlice() && fixed.field() != Field.EVENT_ORIGINAL;
        }
        return name instanceof FieldName.Open;
    }

    /**
     * Reads {@code FIELD=VALUE}, the value in single quotes or as it is. A field is named as {@link FieldName#parse} says; a
     * fixed one also as its column.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static Identifier parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("'%s' is not a field and its value: write it like source.ip=192.0.2.1"
                    .formatted(Printable.of(text)));
        }
        String name = text.substring(0, equals).strip();
        String value = text.substring(equals + 1).strip();
        if (value.length() >= 2 && value.startsWith("'") && value.endsWith("'")) {
            value = value.substring(1, value.length() - 1).replace("''", "'");
        }
        return new Identifier(field(name), value);
    }

    private static FieldName field(String written) {
        try {
            return FieldName.parse(written);
        } catch (IllegalArgumentException e) {
            // Columns and fields differ in dots; some names have an underscore of their own.
            String dots = written.replace('_', '.');
            for (Field field : Field.values()) {
                if (field.ecsName().replace('_', '.').equals(dots)) {
                    return FieldName.of(field);
                }
            }
            throw e;
        }
    }

    /** Whether a value of the field is this one; addresses are compared as addresses. */
    boolean isValue(String other) {
        return other != null
                && (value.equals(other) || (isAddress() && forms().contains(other.toLowerCase(Locale.ROOT))));
    }

    /**
     * How the value may be written: as it is, percent-encoded as in a URL; an address also in its other text forms, in lower
     * case.
     */
    Set<String> forms() {
        Set<String> forms = new LinkedHashSet<>();
        forms.add(value);
        if (isAddress()) {
            forms.add(value.toLowerCase(Locale.ROOT));
            if (value.indexOf(':') >= 0) {
                forms.addAll(sixForms());
            }
        }
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
        forms.add(encoded);
        forms.add(encoded.replace("+", "%20"));
        return forms;
    }

    /** The places in text where the value stands. */
    List<BoundedText> texts() {
        BoundedText.Case letters =
                isAddress() || forms().size() > 1 ? BoundedText.Case.IGNORED : BoundedText.Case.MATTERS;
        return forms().stream()
                .map(form ->
                        new BoundedText(form, form.equals(value) && !isAddress() ? BoundedText.Case.MATTERS : letters))
                .toList();
    }

    private boolean isAddress() {
        return ADDRESS.matcher(value).matches();
    }

    /** Whole, with and without leading zeros, and shortened. The pattern keeps names from being looked up. */
    private Set<String> sixForms() {
        byte[] bytes;
        try {
            bytes = InetAddress.getByName(value).getAddress();
        } catch (UnknownHostException e) {
            // It looks like an address and is none: it has no other form.
            return Set.of();
        }
        if (bytes.length != 16) {
            return Set.of();
        }
        StringBuilder zeros = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < 16; i += 2) {
            int group = (bytes[i] & 0xFF) << 8 | (bytes[i + 1] & 0xFF);
            zeros.append(i == 0 ? "" : ":").append("%04x".formatted(group));
            plain.append(i == 0 ? "" : ":").append(Integer.toHexString(group));
        }
        return Set.of(zeros.toString(), plain.toString(), shortened(plain.toString()));
    }

    /** RFC 5952: the longest run of two or more groups of zero, the first of them, becomes two colons. */
    private static String shortened(String groups) {
        for (int run = 8; run >= 2; run--) {
            String zeros = ":0".repeat(run);
            String wrapped = ":" + groups + ":";
            int at = wrapped.indexOf(zeros + ":");
            if (at >= 0) {
                String head = wrapped.substring(0, at);
                String tail = wrapped.substring(at + zeros.length());
                return (head.isEmpty() ? "" : head.substring(1)) + ":"
                        + (tail.equals(":") ? ":" : tail.substring(0, tail.length() - 1));
            }
        }
        return groups;
    }

    /** The form {@code source.ip=1.2.3.4}. */
    @Override
    public String toString() {
        return field.dotted() + "=" + value;
    }
}
