package io.drey.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Printable;
import io.drey.event.Spelling;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads the documents of a YAML file, several with {@code ---} between them, and says where each problem stands. Needs
 * no server.
 *
 * @param documents those that are right
 * @param problems why others are refused
 */
public record DocumentText(List<Located> documents, List<DocumentProblem> problems) {

    /**
     * A document and where it begins.
     *
     * @param source the file
     * @param line counted from 1
     */
    public record Located(Document document, String source, int line) {}

    /** Far more than anybody writes by hand; a file of another kind should end soon. */
    private static final int LONGEST_FILE = 3 << 20;

    public DocumentText {
        documents = List.copyOf(documents);
        problems = List.copyOf(problems);
    }

    /**
     * Reads a file's bytes.
     *
     * @param source what problems call the file
     * @param binding the tenant that the documents must speak of, if its place says so
     */
    public static DocumentText read(String source, byte[] bytes, Optional<Binding> binding) {
        Reading reading = new Reading(source, binding);
        reading.readAll(bytes);
        return new DocumentText(reading.documents, reading.problems);
    }

    private static final class Reading {
        private final String source;
        private final Optional<Binding> binding;
        private final List<Located> documents = new ArrayList<>();
        private final List<DocumentProblem> problems = new ArrayList<>();

        private Reading(String source, Optional<Binding> binding) {
            this.source = source;
            this.binding = binding;
        }

        private void readAll(byte[] bytes) {
            String text;
            try {
                text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            } catch (CharacterCodingException e) {
                problems.add(new DocumentProblem(source, 1, 1, "the file is not UTF-8: save it as such"));
                return;
            }
            LoaderOptions options = new LoaderOptions();
            options.setCodePointLimit(LONGEST_FILE);
            try {
                for (Node root : new Yaml(options).composeAll(new StringReader(text))) {
                    if (root != null) {
                        read(root);
                    }
                }
            } catch (MarkedYAMLException e) {
                Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
                String message = "not YAML: " + e.getProblem();
                problems.add(
                        mark == null
                                ? new DocumentProblem(source, 1, 1, message)
                                : new DocumentProblem(source, mark.getLine() + 1, mark.getColumn() + 1, message));
            } catch (YAMLException e) {
                // Characters that YAML does not allow, or a file beyond all measure.
                problems.add(new DocumentProblem(source, 1, 1, "not YAML: " + Printable.of(e.getMessage())));
            }
        }

        private void read(Node root) {
            YamlTree tree = YamlTree.of(root);
            if (!tree.faults().isEmpty()) {
                tree.faults().forEach(fault -> add(fault, tree));
                return;
            }
            JsonNode json = tree.json();
            if (json.isNull()) {
                return;
            }
            Problems found = new Problems(Problems.UnknownKeys.REFUSED);
            if (!json.isObject()) {
                found.value("", "a document is a list of 'key: value' lines that begins with 'kind: ...'");
            } else if (!json.path("kind").isTextual()) {
                found.value("", "'kind' is missing: use one of " + String.join(", ", DocumentKind.titles()));
            } else {
                String written = json.path("kind").textValue();
                DocumentKind.of(written)
                        .filter(kind -> kind.title().equals(written))
                        .ifPresentOrElse(
                                kind -> kind.read((ObjectNode) json, binding, found)
                                        .ifPresent(document -> documents.add(new Located(
                                                document,
                                                source,
                                                tree.valueMark("").getLine() + 1))),
                                () -> found.value(
                                        "/kind",
                                        "unknown kind '%s'%s"
                                                .formatted(
                                                        Printable.of(written),
                                                        Spelling.suggestion(written, DocumentKind.titles()))));
            }
            found.found().forEach(problem -> add(problem, tree));
        }

        private void add(Problems.Problem problem, YamlTree tree) {
            Mark mark =
                    switch (problem.part()) {
                        case KEY -> tree.keyMark(problem.pointer());
                        case VALUE -> tree.valueMark(problem.pointer());
                    };
            problems.add(new DocumentProblem(source, mark.getLine() + 1, mark.getColumn() + 1, problem.message()));
        }
    }
}
