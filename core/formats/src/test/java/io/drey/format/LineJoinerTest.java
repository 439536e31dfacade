package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.EventOrigin;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineJoinerTest {

    private static final EventOrigin ORIGIN =
            new EventOrigin(new DatasetId("acme", "app"), "id-of-raw.acme.app", "raw.acme.app", 0);
    private static final long NOON = 1_714_564_800_000L;
    private static final String ERROR = "2024-05-01 12:00:00,123 ERROR [main] com.acme.Shop - boom";
    private static final String INFO = "2024-05-01 12:00:01,000 INFO  [main] com.acme.Shop - well";

    private final Taken taken = new Taken();
    private LineJoiner joiner = joiner(Multiline.of("java"));
    private long next = 10;
    private long now = NOON;

    @Test
    void aTraceOfJavaIsOneEventWhereItsFirstLineStood() {
        add(
                ERROR,
                "java.lang.IllegalStateException: boom",
                "\tat com.acme.Shop.main(Shop.java:3)",
                "Caused by: java.io.IOException",
                "\t... 1 more",
                INFO);
        joiner.flush(taken);

        assertThat(taken.all)
                .containsExactly(
                        "event 10",
                        "joined 11 to 10",
                        "joined 12 to 10",
                        "joined 13 to 10",
                        "joined 14 to 10",
                        "event 15");
        LogEvent trace = taken.events.get(0);
        assertThat(trace.text(Field.EVENT_ORIGINAL))
                .isEqualTo(
                        ERROR
                                + "\njava.lang.IllegalStateException: boom\n\tat com.acme.Shop.main(Shop.java:3)\nCaused by: java.io.IOException\n\t... 1 more");
        assertThat(trace.text(Field.MESSAGE)).startsWith("boom\njava.lang").endsWith("\t... 1 more");
        assertThat(open(trace, LineJoiner.LINES)).isEqualTo("5");
        assertThat(trace.openIndex(LineJoiner.MULTILINE)).isNegative();
        assertThat(taken.events.get(1).openCount()).as("thread").isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "python|Traceback (most recent call last):",
                "python|\"  File \"\"shop.py\"\", line 3, in <module>\"",
                "python|ValueError: no such order",
                "python|requests.exceptions.ConnectionError: refused",
                "python|During handling of the above exception, another exception occurred:",
                "python|KeyboardInterrupt",
                "go|goroutine 1 [running]:",
                "go|main.main()",
                "go|net/http.(*conn).serve(0xc0000a, 0x1)",
                "go|exit status 2",
                "java|Suppressed: java.io.IOException: late",
                "java|javax.net.ssl.SSLHandshakeException",
                "java|\"\"",
                "indented|\" more\"",
                "start /^\\d{4}-/|more",
                "continue /^>/|> more"
            })
    void aLineContinues(String rule, String line) {
        assertThat(Multiline.Rule.parse(rule).continues(line.getBytes(UTF_8))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "java|2024-05-01 12:00:00,123 ERROR at com.acme.Shop",
                "java|Exception in thread \"main\" java.lang.Error: x",
                "python|INFO:root:ValueError: x",
                "go|panic: runtime error",
                "go|2024/05/01 12:00:00 listening",
                "indented|more",
                "start /^\\d{4}-/|2024-05-01",
                "continue /^>/|more",
                "parts| more"
            })
    void aLineDoesNot(String rule, String line) {
        assertThat(Multiline.Rule.parse(rule).continues(line.getBytes(UTF_8))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "jav", "start", "start //", "start ^a", "begin /a/", "continue /(/", "start /(?=a)/"})
    void aRuleThatIsNoneIsNamed(String written) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Multiline.Rule.parse(written))
                .withMessageContaining("'");
    }

    @Test
    void aLineWaitsForTheNextOneOfItsStreamOrOneThatArrivesLater() {
        add(ERROR, "\tat com.acme.Shop");
        assertThat(taken.all).isEmpty();
        assertThat(joiner.firstOffset()).isEqualTo(10);

        now += 1_999;
        add("\tat com.acme.Main");
        now += 2_000;
        add("\tat com.acme.Late");

        assertThat(taken.all).containsExactly("event 10", "joined 11 to 10", "joined 12 to 10");
        joiner.flush(taken);
        assertThat(taken.all.get(3))
                .as("what is no line of the format")
                .startsWith("dead 13")
                .contains("continuation");
    }

    @Test
    void aContinuationThatTheFormatTakesSaysThatItIsOne() {
        joiner = joiner(LineSettings.of("regex:^(?P<message>.*)").withMultiline(Multiline.of("indented")));

        add(" late", " more");
        joiner.flush(taken);

        assertThat(taken.all).containsExactly("event 10", "joined 11 to 10");
        assertThat(open(taken.events.get(0), LineJoiner.MULTILINE)).isEqualTo("continued");
    }

    @Test
    void linesThatAreNoEventAreEachADeadLetter() {
        add("no line", "\tof the format");
        joiner.flush(taken);

        assertThat(taken.all).hasSize(2);
        assertThat(taken.all.get(0)).startsWith("dead 10 'no line' one of 2 lines that are joined: expected a time");
        assertThat(taken.all.get(1)).startsWith("dead 11 '\tof the format'");
    }

    @Test
    void whatIsDroppedIsDroppedWithAllItsLines() {
        DropRule rule =
                new DropRule("log.level = ERROR", event -> "ERROR".equals(event.text(FieldName.parse("log.level"))));
        joiner = joiner(LineSettings.of("app")
                .withMultiline(Multiline.of("java"))
                .withTreatment(Treatment.NONE.withDrops(List.of(rule))));

        add(ERROR, "\tat com.acme.Shop", INFO);
        joiner.flush(taken);

        assertThat(taken.all)
                .containsExactly("dropped 10 log.level = ERROR", "dropped 11 log.level = ERROR", "event 12");
    }

    @Test
    void anEventHasNoMoreLinesOrBytesThanIsSaid() {
        joiner = joiner(new Multiline(Multiline.Rule.parse("indented"), 3, 1 << 20, Multiline.WAIT));
        add(ERROR, " 1", " 2", " 3", INFO);
        joiner.flush(taken);
        assertThat(taken.all)
                .startsWith("event 10", "joined 11 to 10", "joined 12 to 10")
                .hasSize(5);

        taken.clear();
        joiner = joiner(new Multiline(Multiline.Rule.parse("indented"), 500, ERROR.length() + 4, Multiline.WAIT));
        add(ERROR, " 12", " 3");
        joiner.flush(taken);
        assertThat(taken.all).startsWith("event 15", "joined 16 to 15").hasSize(3);
    }

    @Test
    void aLineThatNeverEndsHoldsOthersBackForAWhileOnly() {
        joiner = joiner(docker("indented"));
        addDocker("stdout", ERROR + "\\n");
        for (int i = 0; i < 9; i++) {
            now += 1_000;
            addDocker("stdout", " more\\n");
            addDocker("stderr", INFO + "\\n");
        }
        assertThat(taken.all).isEmpty();

        now += 1_000;
        addDocker("stdout", " more\\n");

        assertThat(taken.all).startsWith("event 10", "joined 11 to 10", "event 12", "joined 13 to 10");
    }

    @Test
    void whatIsHeldIsBounded() {
        joiner = joiner(docker("indented"));
        addDocker("stdout", ERROR + "\\n");
        String line = INFO + " " + "x".repeat(100_000) + "\\n";
        for (int i = 0; i < 200; i++) {
            addDocker("stderr", line);
            assertThat(joiner.held()).isLessThanOrEqualTo(LineJoiner.MOST_BYTES);
        }
        assertThat(taken.all).startsWith("event 10", "event 11");
    }

    @Test
    void linesOfFilesAreJoinedByTheirFile() {
        addOf("a", ERROR);
        addOf("b", ERROR, "\tat b.One");
        addOf("a", "\tat a.One");
        addOf("b", "\tat b.Two", INFO);
        addOf("a", "\tat a.Two", INFO);
        joiner.flush(taken);

        assertThat(taken.all)
                .containsExactly(
                        "event 10",
                        "event 11",
                        "joined 12 to 11",
                        "joined 13 to 10",
                        "joined 14 to 11",
                        "event 15",
                        "joined 16 to 10",
                        "event 17");
        assertThat(taken.events.get(0).text(Field.EVENT_ORIGINAL)).isEqualTo(ERROR + "\n\tat a.One\n\tat a.Two");
        assertThat(taken.events.get(0).text(Field.LOG_FILE_PATH)).isEqualTo("/logs/a");
        assertThat(taken.events.get(1).text(Field.EVENT_ORIGINAL)).isEqualTo(ERROR + "\n\tat b.One\n\tat b.Two");
        assertThat(taken.events.get(1).text(Field.LOG_FILE_PATH)).isEqualTo("/logs/b");
    }

    /** More files than may wait at once: those that are silent for longest end, and no line is lost. */
    @Test
    void howManyFilesWaitIsBounded() {
        int files = LineJoiner.MOST_STREAMS + 50;
        for (int i = 0; i < files; i++) {
            addOf("file-" + i, ERROR);
        }
        for (int i = files - 1; i >= 0; i--) {
            addOf("file-" + i, "\tat com.acme.Shop");
        }
        joiner.flush(taken);

        assertThat(taken.offsets).hasSize(2 * files);
        assertThat(taken.all).filteredOn(each -> each.startsWith("joined")).hasSize(LineJoiner.MOST_STREAMS);
    }

    @Test
    void partsOfALineAreOneLineWhosesoeverLinesStandBetween() {
        joiner = joiner(docker("parts"));

        addDocker("stdout", ERROR);
        addDocker("stderr", INFO);
        addDocker("stdout", " and");
        addDocker("stderr", "?\\n");
        addDocker("stdout", " on\\n");
        addDocker("stdout", INFO + "\\n");

        assertThat(taken.all)
                .containsExactly(
                        "event 10", "event 11", "joined 12 to 10", "joined 13 to 11", "joined 14 to 10", "event 15");
        assertThat(taken.events.get(0).text(Field.MESSAGE)).isEqualTo("boom and on");
        assertThat(taken.events.get(1).text(Field.EVENT_ORIGINAL)).isEqualTo(INFO + "?");
        assertThat(joiner.isEmpty()).isTrue();
    }

    @Test
    void partsOfKubernetesAreJoinedAndThenLinesAre() {
        joiner = joiner(LineSettings.of("app").withEnvelope(Envelope.CRI).withMultiline(Multiline.of("java")));

        add(
                "2024-05-01T12:00:00.1Z stdout P " + ERROR,
                "2024-05-01T12:00:00.1Z stderr F " + INFO,
                "2024-05-01T12:00:00.1Z stdout F  and on",
                "2024-05-01T12:00:00.1Z stdout P \tat com.",
                "2024-05-01T12:00:00.1Z stdout F acme.Shop");
        joiner.flush(taken);

        assertThat(taken.all)
                .containsExactly("event 10", "event 11", "joined 12 to 10", "joined 13 to 10", "joined 14 to 10");
        LogEvent trace = taken.events.get(0);
        assertThat(trace.text(Field.EVENT_ORIGINAL)).isEqualTo(ERROR + " and on\n\tat com.acme.Shop");
        assertThat(trace.openIndex("kubernetes.cri.tag"))
                .as("it is no part any more")
                .isNegative();
        assertThat(open(trace, "log.iostream")).isEqualTo("stdout");
    }

    @Test
    void whatCannotBeJoinedStandsWhereItStood() {
        joiner = joiner(LineSettings.of("app").withLimit(new LineLimit(100)).withMultiline(Multiline.of("java")));

        add(ERROR, "\tat " + "x".repeat(100), "\tat com.acme.Shop", "");
        joiner.flush(taken);

        assertThat(taken.all).startsWith("event 10").hasSize(4);
        assertThat(taken.all.get(1)).startsWith("dead 11").contains("longer than 100 bytes");
        assertThat(taken.all.subList(2, 4)).containsExactly("joined 12 to 10", "joined 13 to 10");
    }

    @Test
    void bytesAreKeptThatAreNoText() {
        byte[] odd = {' ', (byte) 0xff, 0, 0x1b, (byte) 0xc3};
        add(ERROR);
        joiner.add(record(odd), taken);
        joiner.flush(taken);

        byte[] original = taken.events.get(0).slice(Field.EVENT_ORIGINAL);
        assertThat(original).startsWith(ERROR.getBytes(UTF_8)).endsWith(odd).hasSize(ERROR.length() + 1 + odd.length);
    }

    /** What stands in checkpoints: a changed layout is a new version, and this one is still read. */
    @Test
    void theFirstLayoutOfASnapshotIsRead() {
        byte[] line = ERROR.getBytes(UTF_8);
        byte[] snapshot = ByteBuffer.allocate(5 + 8 + 8 + 4 + line.length + 4 + 3)
                .put((byte) 1)
                .putInt(1)
                .putLong(10)
                .putLong(NOON)
                .putInt(line.length)
                .put(line)
                .putInt(0)
                .put(new byte[] {1, 0, 0})
                .array();
        joiner.restore(snapshot, ORIGIN);

        next = 11;
        add("\tat com.acme.Shop", INFO);
        assertThat(taken.all).containsExactly("event 10", "joined 11 to 10");
    }

    @Test
    void theSecondLayoutOfASnapshotHasFiles() {
        byte[] line = ERROR.getBytes(UTF_8);
        byte[] snapshot = ByteBuffer.allocate(5 + 8 + 8 + 4 + line.length + 3 + 4 + 7 + 4 + 3)
                .put((byte) 2)
                .putInt(1)
                .putLong(10)
                .putLong(NOON)
                .putInt(line.length)
                .put(line)
                .put(new byte[] {0, 1, 'a'})
                .putInt(7)
                .put("/logs/a".getBytes(UTF_8))
                .putInt(0)
                .put(new byte[] {1, 0, 0})
                .array();
        joiner.restore(snapshot, ORIGIN);
        assertThat(joiner.snapshot()).isEqualTo(snapshot);

        next = 11;
        addOf("b", ERROR);
        addOf("a", "\tat a.Shop", INFO);
        assertThat(taken.all).containsExactly("event 10");
        joiner.flush(taken);
        assertThat(taken.all).containsExactly("event 10", "event 11", "joined 12 to 10", "event 13");
    }

    @Test
    void whereLinesAreNotJoinedAnyMoreEachLeavesByItself() {
        joiner = joiner(docker("indented"));
        addDocker("stdout", ERROR + "\\n");
        addDocker("stderr", INFO + "\\n");
        addDocker("stdout", " more\\n");
        addDocker("stdout", INFO + "\\n");
        List<Long> undecided = new ArrayList<>();

        LineJoiner.letGo(joiner.snapshot(), ORIGIN, (record, file) -> undecided.add(record.offset()), taken);

        assertThat(taken.all)
                .as("the first had left, and so its part does")
                .containsExactly("event 10", "joined 12 to 10");
        assertThat(undecided).containsExactly(11L, 13L);
    }

    /** Whatever the lines and the checkpoints: the same, in the order of positions, each position once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aRestoredJoinerDoesWhatTheOtherWouldHaveDone(long seed) {
        Random random = new Random(seed);
        LineSettings settings = LineSettings.of("app")
                .withEnvelope(Envelope.AUTO)
                .withMultiline(new Multiline(Multiline.Rule.parse("java"), 6, 400, Duration.ofSeconds(1)));
        List<EventBuilder> records = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            now += random.nextInt(20) == 0 ? random.nextInt(3_000) : random.nextInt(50);
            records.add(record(line(random).getBytes(UTF_8)));
        }
        Taken whole = new Taken();
        LineJoiner uncut = joiner(settings);
        records.forEach(record -> uncut.add(record.sibling(0), fileOf(record), whole));
        uncut.flush(whole);

        joiner = joiner(settings);
        for (EventBuilder record : records) {
            joiner.add(record.sibling(0), fileOf(record), taken);
            if (random.nextInt(7) == 0) {
                byte[] held = joiner.snapshot();
                long before = joiner.held();
                joiner = joiner(settings);
                joiner.restore(held, ORIGIN);
                assertThat(joiner.held()).isEqualTo(before);
                assertThat(joiner.snapshot()).isEqualTo(held);
            }
        }
        joiner.flush(taken);

        assertThat(taken.all).isEqualTo(whole.all);
        assertThat(texts(taken)).isEqualTo(texts(whole));
        assertThat(taken.offsets).isEqualTo(new ArrayList<>(new TreeSet<>(taken.offsets)));
        assertThat(taken.offsets).hasSize(records.size());
        assertThat(whole.all).anyMatch(each -> each.startsWith("joined"));
    }

    /** Of three files, or of none that is known. */
    private static FileOrigin fileOf(LogEvent record) {
        long number = record.offset() * 31 % 7 % 4;
        return number == 0 ? FileOrigin.UNKNOWN : file("file-" + number);
    }

    private static String line(Random random) {
        String stream = random.nextInt(3) == 0 ? "stderr" : "stdout";
        return switch (random.nextInt(10)) {
            case 0, 1 -> ERROR;
            case 2, 3, 4 -> "\tat com.acme.Shop." + random.nextInt(100);
            case 5 -> "2024-05-01T12:00:00.1Z " + stream + " P " + ERROR;
            case 6 -> "2024-05-01T12:00:00.1Z " + stream + " F \tat com.acme.Shop";
            case 7 -> docker(stream, random.nextBoolean() ? ERROR + "\\n" : ERROR);
            case 8 -> docker(stream, random.nextBoolean() ? "\\tat com\\n" : "\\tat com");
            default -> random.nextBoolean() ? "" : "no line of any format";
        };
    }

    private static List<String> texts(Taken taken) {
        return taken.events.stream().map(LogEvent::toString).toList();
    }

    private static LineSettings docker(String rule) {
        return LineSettings.of("app").withEnvelope(Envelope.DOCKER).withMultiline(Multiline.of(rule));
    }

    private static String docker(String stream, String log) {
        return "{\"log\":\"%s\",\"stream\":\"%s\",\"time\":\"2024-05-01T12:00:00.1Z\"}".formatted(log, stream);
    }

    private static LineJoiner joiner(Multiline multiline) {
        return joiner(LineSettings.of("app").withMultiline(multiline));
    }

    private static LineJoiner joiner(LineSettings settings) {
        return new LineJoiner(new LinePipeline(settings));
    }

    private void addOf(String file, String... lines) {
        for (String line : lines) {
            joiner.add(record(line.getBytes(UTF_8)), file(file), taken);
        }
    }

    private static FileOrigin file(String name) {
        return FileOrigin.of(name, ("/logs/" + name).getBytes(UTF_8));
    }

    private void add(String... lines) {
        for (String line : lines) {
            joiner.add(record(line.getBytes(UTF_8)), taken);
        }
    }

    private void addDocker(String stream, String log) {
        add(docker(stream, log));
    }

    private EventBuilder record(byte[] bytes) {
        return new EventBuilder(ORIGIN, next++, 0, now, bytes);
    }

    private static String open(LogEvent event, String name) {
        return event.openText(event.openIndex(name));
    }

    /** What left a joiner, in order. */
    private static final class Taken implements LineJoiner.Output {
        private final List<String> all = new ArrayList<>();
        private final List<LogEvent> events = new ArrayList<>();
        private final List<Long> offsets = new ArrayList<>();

        private void clear() {
            all.clear();
            events.clear();
            offsets.clear();
        }

        private void note(LogEvent at, String words) {
            all.add(words);
            offsets.add(at.offset());
        }

        @Override
        public void event(EventBuilder event) {
            events.add(event);
            note(event, "event " + event.offset());
        }

        @Override
        public void dropped(LogEvent at, String reason) {
            note(at, "dropped %d %s".formatted(at.offset(), reason));
        }

        @Override
        public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
            String bytes = new String(at.bytes(), from, to - from, UTF_8);
            note(at, "dead %d '%s' %s".formatted(at.offset(), bytes, rejection.reason()));
        }

        @Override
        public void joined(LogEvent at, long firstOffset) {
            note(at, "joined %d to %d".formatted(at.offset(), firstOffset));
        }
    }
}
