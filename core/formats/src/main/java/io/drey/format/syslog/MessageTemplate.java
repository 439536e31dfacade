package io.drey.format.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.format.text.Decimal;
import io.drey.format.text.IpLiteral;
import io.drey.format.text.Slices;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a message says, as texts with fields between: {@code Accepted {ssh.method!} for {user.name*} from {source.ip} port
 * {source.port!}}. A message is taken whole, or not at all.
 *
 * <ul>
 *   <li>{@code {name}} is what stands up to the first place of the text behind it.
 *   <li>{@code {name!}} is such a word: without blanks.
 *   <li>{@code {name*}} is what stands up to the last place: for what a caller chooses, who may write anything into it.
 *   <li>{@code {name=text}} begins with that text.
 *   <li>{@code {?}} is anything, and kept in the message only.
 *   <li>{@code {pairs}} are names and values to the end, see {@link MessagePairs}.
 * </ul>
 *
 * <p>A field that is an address or a number takes nothing else; a name that a fixed field does not have is an open field.
 */
final class MessageTemplate {

    private static final String ANYTHING = "?";
    private static final String PAIRS = "pairs";

    private enum Extent {
        FIRST,
        WORD,
        LAST
    }

    /** A field, and the text behind it, which is empty at the end of a template. */
    private record Part(String name, Optional<Field> fixed, Extent extent, byte[] start, byte[] behind) {

        boolean isKept() {
            return !name.equals(ANYTHING);
        }

        boolean isPairs() {
            return name.equals(PAIRS);
        }
    }

    /** What every message of the template means. */
    private record Constant(String name, Optional<Field> fixed, String value) {}

    private final byte[] start;
    private final Part[] parts;
    private final Constant[] constants;
    private final MessagePairs pairs;
    private final int[] places;

    /**
     * A template.
     *
     * @param text as it is written
     * @param constants fields and values, {@code event.outcome=failure}, with blanks between
     * @param pairs what reads names and values
     */
    MessageTemplate(String text, String constants, MessagePairs pairs) {
        this.pairs = pairs;
        int brace = text.indexOf('{');
        this.start = (brace < 0 ? text : text.substring(0, brace)).getBytes(UTF_8);
        List<Part> found = new ArrayList<>();
        int at = brace < 0 ? text.length() : brace;
        while (at < text.length()) {
            int close = text.indexOf('}', at);
            int next = text.indexOf('{', close);
            String behind = text.substring(close + 1, next < 0 ? text.length() : next);
            found.add(part(text.substring(at + 1, close), behind));
            at = next < 0 ? text.length() : next;
        }
        this.parts = found.toArray(Part[]::new);
        this.places = new int[2 * parts.length];
        List<Constant> values = new ArrayList<>();
        for (String constant :
                constants.isBlank() ? new String[0] : constants.strip().split(" +", -1)) {
            String name = constant.substring(0, constant.indexOf('='));
            values.add(new Constant(name, Field.ofEcsName(name), constant.substring(name.length() + 1)));
        }
        this.constants = values.toArray(Constant[]::new);
    }

    private static Part part(String text, String behind) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        Extent extent = name.endsWith("!") ? Extent.WORD : name.endsWith("*") ? Extent.LAST : Extent.FIRST;
        String bare = extent == Extent.FIRST ? name : name.substring(0, name.length() - 1);
        String start = equals < 0 ? "" : text.substring(equals + 1);
        return new Part(bare, Field.ofEcsName(bare), extent, start.getBytes(UTF_8), behind.getBytes(UTF_8));
    }

    /** Fills the event if its message is of the template. */
    boolean fill(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        if (!Slices.startsWith(bytes, from, to, start) || !match(bytes, from + start.length, to, 0)) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            Part part = parts[i];
            if (part.isPairs()) {
                pairs.put(event, places[2 * i], places[2 * i + 1]);
            } else if (part.isKept() && places[2 * i + 1] > places[2 * i]) {
                put(event, part.name(), part.fixed(), places[2 * i], places[2 * i + 1]);
            }
        }
        for (Constant constant : constants) {
            if (constant.fixed().isPresent()) {
                if (!event.has(constant.fixed().get())) {
                    event.append(constant.fixed().get(), constant.value().getBytes(UTF_8));
                }
            } else if (event.openIndex(constant.name()) < 0) {
                event.appendOpen(constant.name(), constant.value());
            }
        }
        return true;
    }

    private boolean match(byte[] bytes, int from, int to, int index) {
        if (index == parts.length) {
            return from == to;
        }
        Part part = parts[index];
        if (!Slices.startsWith(bytes, from, to, part.start())) {
            return false;
        }
        boolean isLast = index == parts.length - 1;
        if (isLast) {
            int end = to - part.behind().length;
            return end >= from && Slices.startsWith(bytes, end, to, part.behind()) && take(bytes, from, end, index);
        }
        if (part.behind().length == 0) {
            throw new IllegalStateException("a template needs a text between its fields");
        }
        if (part.extent() == Extent.LAST) {
            for (int end = to - part.behind().length; end >= from; end--) {
                if (Slices.startsWith(bytes, end, to, part.behind())
                        && take(bytes, from, end, index)
                        && match(bytes, end + part.behind().length, to, index + 1)) {
                    return true;
                }
            }
            return false;
        }
        int end = Slices.find(bytes, from, to, part.behind());
        return end >= 0 && take(bytes, from, end, index) && match(bytes, end + part.behind().length, to, index + 1);
    }

    /** Takes note of a value if it may be one. */
    private boolean take(byte[] bytes, int from, int end, int index) {
        Part part = parts[index];
        if (part.extent() == Extent.WORD && Slices.first(bytes, from, end, ' ') < end) {
            return false;
        }
        if (part.fixed().isPresent()) {
            Field field = part.fixed().get();
            if (field.type() == Field.Type.IP && !IpLiteral.isAddress(bytes, from, end)) {
                return false;
            }
            if (field.type() == Field.Type.LONG && Decimal.digits(bytes, from, end) < 0) {
                return false;
            }
        }
        places[2 * index] = from;
        places[2 * index + 1] = end;
        return true;
    }

    /** Puts a value under a name, unless the event has that. */
    static void put(EventBuilder event, String name, Optional<Field> fixed, int from, int to) {
        byte[] bytes = event.bytes();
        if (fixed.isEmpty()) {
            if (event.openIndex(name) < 0) {
                event.putOpen(name, from, to - from);
            }
            return;
        }
        Field field = fixed.get();
        if (event.has(field)) {
            return;
        }
        if (field == Field.SOURCE_IP) {
            if (IpLiteral.isAddress(bytes, from, to)) {
                Slices.putCaller(event, from, to);
            }
        } else if (field == Field.SOURCE_ADDRESS) {
            Slices.putCaller(event, from, to);
        } else if (field.type() == Field.Type.IP) {
            IpLiteral.put(event, field, from, to);
        } else if (!field.isSlice()) {
            long number = Decimal.digits(bytes, from, to);
            if (number >= 0) {
                event.put(field, number);
            }
        } else if (field == Field.NETWORK_TRANSPORT) {
            event.append(
                    field,
                    new String(bytes, from, to - from, UTF_8)
                            .toLowerCase(Locale.ROOT)
                            .getBytes(UTF_8));
        } else {
            event.put(field, from, to - from);
        }
    }
}
