package io.drey.format.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.OpenNames;
import io.drey.event.Rejection;
import io.drey.format.FormatOptions;
import io.drey.format.LineParser;
import io.drey.format.text.Decimal;
import io.drey.format.text.IpLiteral;
import io.drey.format.text.RequestTarget;
import io.drey.format.text.Slices;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Parses a product's lines of JSON. They become what lines of JSON become, with every member under the name that it has there, so that
 * rules and queries written for JSON hold; beside that, what a published list names is also the field that others look for it in:
 * {@code sourceIPAddress} is {@code labels.sourceIPAddress} and {@code source.ip}.
 *
 * <p>The list stands beside the format's class. A row has a member, a field, how the value is read, and nothing more;
 * or {@code instead}: the member is that field alone, before the list of JSON says anything of it; or numbers: it holds for
 * events of these codes only. Times are read {@code instead}. A field that the line fills itself stays as it is.
 */
public final class MappedJsonParser implements LineParser {

    /**
     * What an open field is copied to.
     *
     * @param reading a row of the list
     * @param codes the events for which it holds; none: for all
     */
    private record Copy(MemberReading reading, List<byte[]> codes) {

        boolean holdsFor(LogEvent event) {
            if (codes.isEmpty()) {
                return true;
            }
            if (!event.has(Field.EVENT_CODE)) {
                return false;
            }
            int from = event.offsetOf(Field.EVENT_CODE);
            int to = from + event.lengthOf(Field.EVENT_CODE);
            for (byte[] code : codes) {
                if (Slices.equal(event.bytes(), from, to, code)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final int NANOS = 9;
    private static final int NANOS_OF_MILLIS = 6;

    private final LineParser lines;
    private final Map<String, List<Copy>> copies = new HashMap<>();
    private final int mostFields;
    private final byte[] array;

    /**
     * A parser.
     *
     * @param owner beside whose class the list stands
     * @param list the list's name
     * @param options what a dataset says
     */
    public MappedJsonParser(Class<?> owner, String list, FormatOptions options) {
        this(owner, list, OpenNames::ofMember, "", options);
    }

    /**
     * A parser.
     *
     * @param naming the name of the open field that a member becomes, by the member's path
     * @param array the member that may hold several events, as {@code Records} does, if it is the first; empty: none
     */
    public MappedJsonParser(
            Class<?> owner, String list, UnaryOperator<String> naming, String array, FormatOptions options) {
        this(owner, list, naming, array, vocabulary -> new JsonLineParser(vocabulary, options), options);
    }

    /**
     * A parser of the same values, written otherwise.
     *
     * @param lines makes what reads the lines, which mean by their names what members of JSON mean
     */
    public MappedJsonParser(
            Class<?> owner, String list, Function<Vocabulary, LineParser> lines, FormatOptions options) {
        this(owner, list, OpenNames::ofMember, "", lines, options);
    }

    private MappedJsonParser(
            Class<?> owner,
            String list,
            UnaryOperator<String> naming,
            String array,
            Function<Vocabulary, LineParser> reading,
            FormatOptions options) {
        List<MemberReading> instead = new ArrayList<>();
        for (String[] row : rows(owner, list)) {
            String when = row.length > 3 ? row[3].strip() : "";
            MemberReading member = MemberReading.row(Arrays.copyOf(row, 3), instead.size() + 1);
            if (when.equals("instead") || member.form() == MemberReading.Form.TIME) {
                instead.add(member);
            } else {
                copies.computeIfAbsent(naming.apply(member.member()), name -> new ArrayList<>(1))
                        .add(new Copy(member, codes(when)));
            }
        }
        this.lines = reading.apply(Vocabulary.ofJsonBut(instead, naming));
        this.mostFields = options.openFieldLimits().fields();
        this.array = ("\"" + array + "\"").getBytes(UTF_8);
    }

    private static List<byte[]> codes(String when) {
        return when.isEmpty()
                ? List.of()
                : Arrays.stream(when.split(" +"))
                        .map(code -> code.getBytes(US_ASCII))
                        .toList();
    }

    private static List<String[]> rows(Class<?> owner, String list) {
        try (InputStream file = owner.getResourceAsStream(list);
                BufferedReader reader = new BufferedReader(new InputStreamReader(file, UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split("\\|", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the build's own %s cannot be read".formatted(list), e);
        }
    }

    @Override
    public Rejection parse(EventBuilder event, int from, int to) {
        Rejection rejection = lines.parse(event, from, to);
        if (rejection == null) {
            int count = event.openCount();
            for (int i = 0; i < count; i++) {
                List<Copy> known = copies.get(event.openName(i));
                if (known != null) {
                    copy(event, known, event.openOffset(i), event.openOffset(i) + event.openLength(i));
                }
            }
        }
        return rejection;
    }

    private void copy(EventBuilder event, List<Copy> known, int from, int to) {
        if (Slices.isNothing(event.bytes(), from, to)) {
            return;
        }
        for (Copy copy : known) {
            if (copy.holdsFor(event)) {
                MemberReading reading = copy.reading();
                if (reading.fixed().isPresent()) {
                    put(event, reading.fixed().get(), reading.form(), from, to);
                } else if (event.openCount() < mostFields && event.openIndex(reading.field()) < 0) {
                    event.putOpen(reading.field(), from, to - from);
                }
            }
        }
    }

    private static void put(EventBuilder event, Field field, MemberReading.Form form, int from, int to) {
        if (event.has(field)) {
            return;
        }
        byte[] bytes = event.bytes();
        switch (form) {
            case FIRST -> {
                // ["192.0.2.4","10.0.0.9"]
                int end = Slices.first(bytes, from + 2, to, '"');
                if (to - from > 4 && bytes[from] == '[' && bytes[from + 1] == '"' && end < to) {
                    putText(event, field, from + 2, end);
                }
            }
            case STATUS -> {
                long status = to - from == 3 ? Decimal.digits(bytes, from, to) : -1;
                if (status >= 100) {
                    event.put(field, status);
                }
            }
            case NUMBER -> putNumber(event, field, Decimal.whole(bytes, from, to));
            case SECONDS -> putNumber(event, field, Decimal.scaled(bytes, from, to, NANOS));
            case MILLIS -> putNumber(event, field, Decimal.scaled(bytes, from, to, NANOS_OF_MILLIS));
            case VERSION -> putBehind(event, field, "HTTP/", from, to);
            case TLS -> putBehind(event, field, "TLSv", from, to);
            case REQUEST -> RequestTarget.put(event, from, to);
            case TEXT -> putText(event, field, from, to);
            case TIME -> throw new IllegalStateException("no time is copied");
        }
    }

    private static void putText(EventBuilder event, Field field, int from, int to) {
        if (field == Field.SOURCE_IP || field == Field.SOURCE_ADDRESS) {
            if (!event.has(Field.SOURCE_ADDRESS) && (field == Field.SOURCE_ADDRESS || isAddress(event, from, to))) {
                Slices.putCaller(event, from, to);
            }
        } else if (field.type() == Field.Type.IP) {
            IpLiteral.put(event, field, from, to);
        } else if (field.isSlice()) {
            event.put(field, from, to - from);
        }
    }

    private static boolean isAddress(LogEvent event, int from, int to) {
        return IpLiteral.isAddress(event.bytes(), from, to);
    }

    private static void putNumber(EventBuilder event, Field field, long number) {
        if (number >= 0) {
            event.put(field, number);
        }
    }

    private static void putBehind(EventBuilder event, Field field, String prefix, int from, int to) {
        byte[] start = prefix.getBytes(US_ASCII);
        int skipped = Slices.startsWith(event.bytes(), from, to, start) && to - from > start.length ? start.length : 0;
        event.put(field, from + skipped, to - from - skipped);
    }

    /** The elements of an array, or of the member that holds several events where it is a line's first. */
    @Override
    public List<Part> split(byte[] bytes, int from, int to) {
        if (array.length > 2) {
            int at = afterBlanks(bytes, from, to);
            at = at < to && bytes[at] == '{' ? afterBlanks(bytes, at + 1, to) : to;
            if (Slices.startsWith(bytes, at, to, array)) {
                at = afterBlanks(bytes, at + array.length, to);
                at = at < to && bytes[at] == ':' ? afterBlanks(bytes, at + 1, to) : to;
                int end = to;
                while (end > at && isBlank(bytes[end - 1])) {
                    end--;
                }
                if (at < end && bytes[at] == '[' && bytes[end - 1] == '}') {
                    return lines.split(bytes, at, end - 1);
                }
            }
        }
        return lines.split(bytes, from, to);
    }

    private static int afterBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
