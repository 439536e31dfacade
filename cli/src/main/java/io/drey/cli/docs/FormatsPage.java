package io.drey.cli.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.format.Envelope;
import io.drey.format.Formats;
import io.drey.format.LineFormat;
import io.drey.format.LineParseRun;
import io.drey.format.LineSettings;
import io.drey.format.line.LineRenderer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The formats, each with a line and what becomes of it. */
final class FormatsPage {

    /** When the lines of the page arrived: no page depends on when it is made. */
    private static final Instant ARRIVAL = Instant.parse("2026-01-01T00:00:00Z");

    /** What is the same for every line, or the line itself. */
    private static final Set<String> ENVELOPE = Set.of(
            "event.id",
            "event.created",
            "event.ingested",
            "event.original",
            "data_stream.dataset",
            "data_stream.namespace");

    private static final ObjectMapper JSON = new ObjectMapper();

    private FormatsPage() {}

    static ReferencePage page() {
        Markdown page = new Markdown(
                "Formats",
                """
                What a dataset's document may have as `format`, and `drey parse` as `--format`. Each is shown with a line and the fields that \
                it becomes. [formats](../../core/formats/README.md) says how to add one.""");
        page.heading("Envelopes")
                .paragraph("What a shipper put around each line, a dataset's `envelope`. [More]"
                        + "(../../core/formats/src/main/java/io/drey/format/envelope/README.md).")
                .table(
                        List.of("envelope", "records"),
                        Arrays.stream(Envelope.values())
                                .map(envelope -> List.of(Markdown.literal(envelope.word()), envelope.description()))
                                .toList());
        Formats.all().forEach(format -> describe(format, page));
        return new ReferencePage("formats.md", page.text());
    }

    private static void describe(LineFormat format, Markdown page) {
        String folder = format.getClass().getPackageName().replace('.', '/');
        page.heading("`%s`".formatted(format.name()))
                .paragraph("Lines: %s. [More](../../core/formats/src/main/java/%s/README.md)."
                        .formatted(format.description(), folder))
                .code(format.example())
                .table(List.of("field", "value"), fields(format));
        List<String> traits = new ArrayList<>();
        if (format.takesArgument()) {
            traits.add("What lines are made of may stand behind a colon and the name.");
        }
        if (format.choosesTime()) {
            traits.add("The dataset may say where the time stands and how it is written: `time-field`, `time-format`.");
        }
        if (format.mayLackYear()) {
            traits.add("A line may lack the year, which then follows from the arrival or from `time-latest`.");
        }
        if (format.envelope() != Envelope.NONE) {
            traits.add("Records are in the envelope %s, unless the dataset names another."
                    .formatted(Markdown.literal(format.envelope().word())));
        }
        if (!format.renderers().isEmpty()) {
            traits.add("The lake stores a line only where none of its renderers gives it back: %s."
                    .formatted(Markdown.literals(
                            format.renderers().stream().map(LineRenderer::id).toArray(String[]::new))));
        }
        if (!traits.isEmpty()) {
            page.paragraph(String.join(" ", traits));
        }
    }

    private static List<List<String>> fields(LineFormat format) {
        JsonNode event = event(format);
        List<List<String>> rows = new ArrayList<>();
        collect("", event, rows);
        return rows;
    }

    private static void collect(String prefix, JsonNode node, List<List<String>> rows) {
        node.fields().forEachRemaining(entry -> {
            String name = prefix + entry.getKey();
            if (entry.getValue().isObject()) {
                collect(name + ".", entry.getValue(), rows);
            } else if (!ENVELOPE.contains(name)) {
                rows.add(List.of(
                        Markdown.literal(name),
                        Markdown.literal(entry.getValue().asText())));
            }
        });
    }

    private static JsonNode event(LineFormat format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new LineParseRun(LineSettings.of(format.name()), "example", () -> ARRIVAL)
                    .run(new ByteArrayInputStream((format.example() + "\n").getBytes(UTF_8)), out);
            return JSON.readTree(out.toString(UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the example of %s becomes no JSON".formatted(format.name()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
