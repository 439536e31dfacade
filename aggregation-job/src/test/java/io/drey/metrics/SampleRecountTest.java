package io.drey.metrics;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.drey.configuration.DatasetDocument;
import io.drey.event.DatasetId;
import io.drey.metrics.domain.RequestNormaliser;
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
import org.junit.jupiter.api.Test;

/** A real access log: the documents equal a recount of the file. */
@SuppressWarnings("try") // closing a harness may be interrupted
class SampleRecountTest {

    private static final Path LOG =
            Path.of(System.getProperty("drey.home", "."), "../shared/samples/access-semicomplete-a/access.log");
    private static final DatasetId ACCESS = new DatasetId("acme", "access");
    private static final Pattern LINE = Pattern.compile(
            "(\\S+) \\S+ \\S+ \\[([^]]+)] \"(?:\\S+ (\\S+)[^\"]*|[^\"]*)\" (\\d{3}) (\\d+|-)(?: \"[^\"]*\" \"(.*)\")?");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);
    private static final long REORDER_DELAY = Duration.ofMinutes(10).toMillis();

    @Test
    void documentsEqualARecountOfTheFile() throws Exception {
        if (System.getenv("CI") == null) {
            assumeThat(LOG).as("the sample log, which lies beside the project").exists();
        }
        assertThat(LOG)
                .as("the sample log, which lies beside the project and must be there in CI")
                .exists();
        List<Access> accesses = Files.readAllLines(LOG, ISO_8859_1).stream()
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

        RequestNormaliser pages = new RequestNormaliser();
        UserAgentNames agents = new UserAgentNames();
        assertThat(accesses).hasSize(5000);
        assertThat(index.lines())
                .isEqualTo(Recount.ofAllLengths(
                        accesses,
                        path -> pages.normalise(path.getBytes(UTF_8), 0, path.getBytes(UTF_8).length)
                                .toString(),
                        agent -> agent == null
                                ? "Other"
                                : agents.name(agent.getBytes(UTF_8), 0, agent.getBytes(UTF_8).length)
                                        .toString()));
        assertThat(index.late()).isZero();
    }

    private static Access parse(String line) {
        Matcher matcher = LINE.matcher(line);
        assertThat(matcher.lookingAt()).as(line).isTrue();
        return new Access(
                ZonedDateTime.parse(matcher.group(2), TIME).toInstant().toEpochMilli(),
                matcher.group(1),
                matcher.group(3) == null ? "" : matcher.group(3),
                "-".equals(matcher.group(6)) ? null : matcher.group(6),
                Integer.parseInt(matcher.group(4)),
                matcher.group(5).equals("-") ? 0 : Long.parseLong(matcher.group(5)));
    }
}
