package io.drey.format.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.format.text.Decimal;
import io.drey.format.text.Slices;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Recognises messages of programs by what {@code programs.messages.txt} lists, and those of Cisco's devices by
 * {@code cisco.messages.txt}. The message stays what it is. Not thread-safe.
 */
final class ProgramMessages {

    private static final int BUCKETS = 64;

    /** A text that could be of a template at many places takes time that grows with the square of its length. */
    private static final int LONGEST = 8192;

    private static final byte[] CUT = "(/[".getBytes(US_ASCII);
    private static final byte[] INPUT = "IN=".getBytes(US_ASCII);
    private static final byte[] SOURCE = " SRC=".getBytes(US_ASCII);

    /** What is known of a program. */
    private record Program(byte[] name, List<MessageTemplate> templates) {}

    private final List<List<Program>> buckets = new ArrayList<>();
    private final Map<String, List<MessageTemplate>> codes = new HashMap<>();
    private final Map<String, MessagePairs> pairs = new HashMap<>();

    ProgramMessages() {
        for (int i = 0; i < BUCKETS; i++) {
            buckets.add(new ArrayList<>(1));
        }
        Map<String, List<String[]>> keys = new HashMap<>();
        for (String[] row : rows("pairs.txt")) {
            keys.computeIfAbsent(row[0], product -> new ArrayList<>()).add(new String[] {row[1], row[2]});
        }
        Map<String, List<MessageTemplate>> programs = new HashMap<>();
        for (String[] row : rows("programs.messages.txt")) {
            for (String name : row[0].split(" +", -1)) {
                programs.computeIfAbsent(name, each -> new ArrayList<>())
                        .add(new MessageTemplate(row[2], row.length > 3 ? row[3] : "", pairs(row[1], keys)));
            }
        }
        programs.forEach((name, templates) -> {
            byte[] bytes = name.getBytes(UTF_8);
            buckets.get(bucket(bytes, 0, bytes.length)).add(new Program(bytes, templates));
        });
        for (String[] row : rows("cisco.messages.txt")) {
            for (String code : row[0].split(" +", -1)) {
                codes.computeIfAbsent(code, each -> new ArrayList<>())
                        .add(new MessageTemplate(row[1], row.length > 2 ? row[2] : "", pairs("cisco", keys)));
            }
        }
        pairs("iptables", keys);
    }

    private MessagePairs pairs(String product, Map<String, List<String[]>> keys) {
        return pairs.computeIfAbsent(product, each -> new MessagePairs(each + ".", keys.getOrDefault(each, List.of())));
    }

    private static List<String[]> rows(String list) {
        try (InputStream file = ProgramMessages.class.getResourceAsStream(list);
                BufferedReader reader = new BufferedReader(new InputStreamReader(file, UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.strip().split(" +\\| +", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the build's own %s cannot be read".formatted(list), e);
        }
    }

    private static int bucket(byte[] name, int from, int to) {
        return ((to - from) * 31 + name[from]) & (BUCKETS - 1);
    }

    /** Adds what the message of an event says, if its program is a known one. */
    void read(EventBuilder event) {
        if (event.has(Field.EVENT_CODE)) {
            readCisco(event);
            return;
        }
        if (!event.has(Field.LOG_SYSLOG_APPNAME)) {
            return;
        }
        byte[] bytes = event.bytes();
        int from = event.offsetOf(Field.LOG_SYSLOG_APPNAME);
        int to = from + event.lengthOf(Field.LOG_SYSLOG_APPNAME);
        if (bytes[from] == '/') {
            // /usr/sbin/cron
            from = Slices.last(bytes, from, to, '/') + 1;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] == CUT[0] || bytes[i] == CUT[1] || bytes[i] == CUT[2]) {
                // sshd(pam_unix), postfix/smtpd
                to = i;
            }
        }
        if (from == to) {
            return;
        }
        List<Program> bucket = buckets.get(bucket(bytes, from, to));
        for (int i = 0; i < bucket.size(); i++) {
            if (Slices.equal(bytes, from, to, bucket.get(i).name())) {
                read(event, bucket.get(i), from, to);
                return;
            }
        }
    }

    private void read(EventBuilder event, Program program, int nameAt, int nameEnd) {
        event.put(Field.PROCESS_NAME, nameAt, nameEnd - nameAt);
        if (event.has(Field.LOG_SYSLOG_PROCID)) {
            int at = event.offsetOf(Field.LOG_SYSLOG_PROCID);
            long pid = Decimal.digits(event.bytes(), at, at + event.lengthOf(Field.LOG_SYSLOG_PROCID));
            if (pid >= 0) {
                event.put(Field.PROCESS_PID, pid);
            }
        }
        if (!event.has(Field.MESSAGE)) {
            return;
        }
        int to = event.offsetOf(Field.MESSAGE) + event.lengthOf(Field.MESSAGE);
        int from = messageAt(event, to);
        if (to - from > LONGEST) {
            return;
        }
        for (MessageTemplate template : program.templates()) {
            if (template.fill(event, from, to)) {
                return;
            }
        }
        readPackets(event, from, to);
    }

    /** Where the message begins behind blanks. */
    private static int messageAt(LogEvent event, int to) {
        int from = event.offsetOf(Field.MESSAGE);
        while (from < to && event.bytes()[from] == ' ') {
            from++;
        }
        return from;
    }

    /** What the kernel says of packets: {@code [123.4] UFW BLOCK: IN=eth0 OUT= SRC=...}. */
    private void readPackets(EventBuilder event, int from, int to) {
        byte[] bytes = event.bytes();
        int input = Slices.find(bytes, from, to, INPUT);
        if (input < 0 || (input > from && bytes[input - 1] != ' ') || Slices.find(bytes, input, to, SOURCE) < 0) {
            return;
        }
        int prefixAt = bytes[from] == '[' ? Math.min(input, Slices.first(bytes, from, input, ']') + 1) : from;
        while (prefixAt < input && bytes[prefixAt] == ' ') {
            prefixAt++;
        }
        int prefixEnd = input;
        while (prefixEnd > prefixAt && (bytes[prefixEnd - 1] == ' ' || bytes[prefixEnd - 1] == ':')) {
            prefixEnd--;
        }
        if (prefixEnd > prefixAt) {
            event.putOpen("iptables.prefix", prefixAt, prefixEnd - prefixAt);
        }
        pairs.get("iptables").put(event, input, to);
        event.appendOpen("event.category", "network");
    }

    /** The parts of {@code ASA-6-302013}, and what the message of that code says. */
    private void readCisco(EventBuilder event) {
        byte[] bytes = event.bytes();
        int from = event.offsetOf(Field.EVENT_CODE);
        int to = from + event.lengthOf(Field.EVENT_CODE);
        int wordAt = Slices.last(bytes, from, to, '-') + 1;
        int severityAt = Slices.last(bytes, from, wordAt - 1, '-') + 1;
        if (severityAt <= from + 1 || wordAt - severityAt != 2 || !Slices.isDigit(bytes[severityAt])) {
            return;
        }
        event.putOpen("cisco.facility", from, severityAt - 1 - from);
        event.putOpen("cisco.severity", severityAt, 1);
        event.putOpen("cisco.mnemonic", wordAt, to - wordAt);
        if (!event.has(Field.MESSAGE)) {
            return;
        }
        List<MessageTemplate> templates = codes.get(new String(bytes, wordAt, to - wordAt, US_ASCII));
        if (templates == null) {
            return;
        }
        int end = event.offsetOf(Field.MESSAGE) + event.lengthOf(Field.MESSAGE);
        int at = messageAt(event, end);
        if (end - at > LONGEST) {
            return;
        }
        for (MessageTemplate template : templates) {
            if (template.fill(event, at, end)) {
                return;
            }
        }
    }
}
