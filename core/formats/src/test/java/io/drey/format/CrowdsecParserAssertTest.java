package io.drey.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real lines of crowdsecurity/hub (MIT): each becomes an event of the format, and what {@code parser.assert} says that crowdsecurity's
 * parser finds in it, we find, too. {@code crowdsec/folders.txt} says which folders are ours, {@code crowdsec/names.txt} which
 * of its names is which field, or why none is.
 */
class CrowdsecParserAssertTest {

    private static final Pattern ASSERT = Pattern.compile(
            "results\\[\"s01-parse\"]\\[\"[^\"]+\"]\\[(\\d+)]\\.Evt\\.(?:Parsed|Meta)\\[\"([^\"]+)\"] == \"(.*)\"");

    record Folder(String name, String format, String messageFormat) {

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Folder> folders() {
        return rows("folders.txt").stream()
                .map(row -> new Folder(row[0], row[1], row[2]))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("folders")
    void theFieldsThatItsParserFindsAreFound(Folder folder) throws IOException {
        Path path = Samples.path("crowdsec/" + folder.name());
        List<LogEvent> events = events(folder, path);
        Map<String, String> names = names(folder.messageFormat().isEmpty() ? folder.format() : folder.messageFormat());
        Path asserts = path.resolve("parser.assert");
        if (!Files.exists(asserts)) {
            return;
        }
        SoftAssertions softly = new SoftAssertions();
        for (String line : Files.readAllLines(asserts)) {
            Matcher matcher = ASSERT.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            String field = names.get(matcher.group(2));
            if (field == null) {
                softly.fail("names.txt says nothing of '%s' of %s", matcher.group(2), folder.format());
            } else if (!field.startsWith("-")) {
                int number = Integer.parseInt(matcher.group(1));
                String expected = matcher.group(3).replace("\\\"", "\"").replace("\\\\", "\\");
                softly.assertThat(Optional.ofNullable(events.get(number).text(FieldName.parse(field)))
                                .orElse("-"))
                        .as("line %d, %s", number + 1, field)
                        .isEqualTo(expected.isEmpty() ? "-" : expected);
            }
        }
        softly.assertAll();
    }

    private static List<LogEvent> events(Folder folder, Path path) {
        LinePipeline pipeline = new LinePipeline(new LineSettings(
                folder.format(),
                FormatOptions.DEFAULT,
                LineLimit.DEFAULT,
                Optional.of(folder.messageFormat()).filter(Formats::exists)));
        List<LogEvent> events = new ArrayList<>();
        for (Path file : Samples.files(path)) {
            if (!file.toString().endsWith(".log")) {
                continue;
            }
            for (byte[] line : Samples.lines(file)) {
                if (line.length == 0) {
                    continue;
                }
                pipeline.process(Parsing.event(line), new LinePipeline.Output() {
                    @Override
                    public void event(EventBuilder event) {
                        events.add(event);
                    }

                    @Override
                    public void dropped(LogEvent at, String reason) {
                        throw new AssertionError("dropped by " + reason);
                    }

                    @Override
                    public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
                        assertThat(rejection).as(new String(line, UTF_8)).isNull();
                    }
                });
            }
        }
        assertThat(events).isNotEmpty();
        return events;
    }

    /** What names of a format's parser are, by the names. */
    private static Map<String, String> names(String format) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String[] row : rows("names.txt")) {
            int dot = row[0].indexOf('.');
            String of = row[0].substring(0, dot);
            if (of.equals("*") || of.equals(format)) {
                names.put(row[0].substring(dot + 1), row[1]);
            }
        }
        return names;
    }

    private static List<String[]> rows(String name) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                        CrowdsecParserAssertTest.class.getResourceAsStream("/crowdsec/" + name), UTF_8));
                Stream<String> lines = reader.lines()) {
            return lines.filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> Arrays.stream(line.split("\\|", -1))
                            .map(String::strip)
                            .toArray(String[]::new))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
