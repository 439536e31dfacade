package io.drey.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.metrics.domain.UserAgentNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Access logs: the documents equal a recount of the file, with pages named by rules read anew. */
@SuppressWarnings("try") // closing a harness may be interrupted
class SampleRecountTest {

    private static final Path SAMPLES = Path.of(System.getProperty("drey.home", "."), "../shared/samples");
    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final String QUOTED = "\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final Pattern LINE = Pattern.compile(
            "(\\S+) \\S+ \\S+ \\[([^]]+)] " + QUOTED + " (\\d{3}) (\\d+|-)(?: " + QUOTED + " " + QUOTED + ")?");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);
    private static final long REORDER_DELAY = Duration.ofMinutes(10).toMillis();

    @ParameterizedTest
    @CsvSource({"access-semicomplete-a, 5000", "access-hackers, 3456", "access-nginx-synthetic, 1408"})
    void documentsEqualARecountOfTheFile(String sample, int lines) throws Exception {
        Path log = SAMPLES.resolve(sample).resolve("access.log");
        if (System.getenv("CI") == null) {
            assumeThat(log).as("the sample log, which lies beside the project").exists();
        }
        assertThat(log)
                .as("the sample log, which lies beside the project and must be there in CI")
                .exists();
        List<Access> accesses = Files.readAllLines(log, ISO_8859_1).stream()
                .map(SampleRecountTest::parse)
                .toList();
        TestingIndex index = new TestingIndex();
        try (TestingMetrics metrics = new TestingMetrics(
                DatasetDocument.files(ACCESS, "combined"),
                AggregationSettings.from(new Configuration()),
                2,
                null,
                index)) {
            long arrival = System.currentTimeMillis();
            long[] highest = {Long.MIN_VALUE, Long.MIN_VALUE};
            for (int i = 0; i < accesses.size(); i++) {
                int reader = i % 2;
                highest[reader] = Math.max(highest[reader], accesses.get(i).millis());
                metrics.read(reader, accesses.get(i).event(ACCESS, reader, i, arrival));
                if (i % 50 < 2) {
                    metrics.tick(reader, highest[reader] - REORDER_DELAY);
                }
            }
            metrics.endInput();
        }

        UserAgentNames agents = new UserAgentNames();
        assertThat(accesses).hasSize(lines);
        assertThat(index.lines())
                .isEqualTo(Recount.ofAllLengths(
                        accesses,
                        PageByHand::of,
                        agent -> agent == null
                                ? "Other"
                                : agents.name(agent.getBytes(UTF_8), 0, agent.getBytes(UTF_8).length)
                                        .toString()));
        assertThat(index.late()).isZero();
    }

    /** The second of the words of a request. */
    private static String target(String request) {
        String[] words = request.split(" ", 3);
        return words.length < 2 ? "" : words[1];
    }

    private static Access parse(String line) {
        Matcher matcher = LINE.matcher(line);
        assertThat(matcher.lookingAt()).as(line).isTrue();
        return new Access(
                ZonedDateTime.parse(matcher.group(2), TIME).toInstant().toEpochMilli(),
                matcher.group(1),
                target(matcher.group(3)),
                "-".equals(matcher.group(7)) ? null : matcher.group(7),
                Integer.parseInt(matcher.group(4)),
                matcher.group(5).equals("-") ? 0 : Long.parseLong(matcher.group(5)));
    }
}
