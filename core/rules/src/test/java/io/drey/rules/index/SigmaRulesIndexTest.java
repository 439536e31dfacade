package io.drey.rules.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.EventView;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.Position;
import io.drey.format.Formats;
import io.drey.format.LineParser;
import io.drey.rules.Samples;
import io.drey.rules.condition.Condition;
import io.drey.rules.sigma.Placeholders;
import io.drey.rules.sigma.SigmaFile;
import io.drey.rules.sigma.SigmaReader;
import io.drey.rules.sigma.SigmaRule;
import io.drey.rules.sigma.WindowsEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The index says of public rules and real events what the rules say themselves. */
final class SigmaRulesIndexTest {

    private static final DatasetId DATASET = new DatasetId("acme", "web");
    private static final int LINES_A_FILE = 2_000;

    private IndexedRules rules;
    private int parsed;

    @BeforeEach
    void readRules() throws IOException {
        List<Path> paths = new ArrayList<>(Samples.files("sigma-rules", ".yml"));
        paths.addAll(Samples.files("sigma-regression", "rule.yml"));
        List<SigmaFile> files = new ArrayList<>();
        for (Path path : paths) {
            files.add(SigmaFile.of(path));
        }
        List<Condition> conditions = new SigmaReader(Placeholders.NONE)
                .read(files).rules().stream().map(SigmaRule::condition).toList();
        assertThat(conditions).hasSizeGreaterThan(280);
        rules = new IndexedRules(conditions);
    }

    @Test
    void eventsOfWindowsMeetTheSameRules() {
        List<Path> files = Samples.files("sigma-regression", ".json");
        for (Path file : files) {
            rules.match(WindowsEvent.of(file));
        }

        assertThat(rules.hits()).isGreaterThanOrEqualTo(55);
        assertThat(rules.matcher().looks())
                .as("conditions that were looked at")
                .isLessThan((long) files.size() * rules.index().size() / 10);
    }

    @Test
    void realAccessLogsMeetTheSameRules() throws IOException {
        LineParser parser = Formats.parser("combined");
        for (String sample : List.of("access-semicomplete-a/access.log", "access-hackers/access.log")) {
            for (byte[] line : lines(Samples.path(sample))) {
                parsed(parser, line);
            }
        }

        assertThat(rules.hits()).isPositive();
    }

    @Test
    void linesOfEveryKindMeetTheSameRules() throws IOException {
        for (Path file : Samples.files("crowdsec", ".log")) {
            for (byte[] line : lines(file)) {
                for (String format : List.of("json", "rfc3164", "combined")) {
                    parsed(Formats.parser(format), line);
                }
            }
        }

        assertThat(rules.hits()).isPositive();
    }

    @Test
    void naughtyTextsMeetTheSameRules() throws IOException {
        LineParser parser = Formats.parser("combined");
        for (byte[] text : lines(Samples.path("blns/blns.txt"))) {
            String line = "192.0.2.7 - - [04/Mar/2026:05:06:07 +0000] \"GET /%s HTTP/1.1\" 200 7 \"-\" \"%1$s\""
                    .formatted(new String(text, UTF_8));
            parsed(parser, line.getBytes(UTF_8));
        }
        assertThat(parsed).isGreaterThan(400);
    }

    private void parsed(LineParser parser, byte[] line) {
        EventBuilder event =
                EventBuilder.at(DATASET, new Position("AAAAAAAAAAAAAAAAAAAAAA", "raw.acme.web", 0, 7, 0), 0, line);
        if (parser.parse(event, 0, line.length) == null) {
            parsed++;
            rules.match(event);
            rules.match(texts(event));
        }
    }

    /** The same event as a view that hides its bytes. */
    private static EventView texts(LogEvent event) {
        return new EventView() {
            @Override
            public boolean has(FieldName name) {
                return event.has(name);
            }

            @Override
            public String text(FieldName name) {
                return event.text(name);
            }
        };
    }

    private static List<byte[]> lines(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < bytes.length && lines.size() < LINES_A_FILE; i++) {
            if (bytes[i] == '\n') {
                lines.add(Arrays.copyOfRange(bytes, from, i));
                from = i + 1;
            }
        }
        return lines;
    }
}
