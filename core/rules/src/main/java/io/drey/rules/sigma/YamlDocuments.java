package io.drey.rules.sigma;

import io.drey.event.Printable;
import io.drey.rules.sigma.YamlValue.Entry;
import io.drey.rules.sigma.YamlValue.Listing;
import io.drey.rules.sigma.YamlValue.Mapping;
import io.drey.rules.sigma.YamlValue.Scalar;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The YAML documents of a file, each by itself: one that is no YAML does not stop the others. Plain values are read by YAML
 * 1.2's core schema: {@code yes}, {@code 12:30} and {@code 2026-01-01} are texts, and every value keeps its spelling.
 */
final class YamlDocuments {

    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,40}");
    private static final Pattern FRACTION =
            Pattern.compile("[-+]?(?:[0-9]{1,40}\\.[0-9]{0,40}|\\.[0-9]{1,40}|[0-9]{1,40})(?:[eE][-+]?[0-9]{1,3})?");
    private static final Pattern NULL = Pattern.compile("|~|null|Null|NULL");
    private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final int DEEPEST = 30;

    /** Aliases make little text into many values: there is an end to that. */
    private static final int MOST_VALUES = 50_000;

    private static final int LONGEST = 4_000_000;

    private final Problems problems;
    private final int linesBefore;
    private int values;

    private YamlDocuments(Problems problems, int linesBefore) {
        this.problems = problems;
        this.linesBefore = linesBefore;
    }

    /**
     * A document of a file.
     *
     * @param text with the marker that it begins with
     * @param linesBefore how many lines of the file stand before it
     */
    record Part(String text, int linesBefore) {

        /** What it says; empty where it is empty or refused. */
        Optional<YamlValue> read(Problems problems) {
            return new YamlDocuments(problems, linesBefore).read(text);
        }
    }

    /** The documents of a text. A line of three hyphens always begins one, even where a quote is not closed. */
    static List<Part> split(String text) {
        List<Part> parts = new ArrayList<>();
        int from = text.startsWith("\uFEFF") ? 1 : 0;
        int linesBefore = 0;
        int line = 0;
        int at = from;
        while (at < text.length()) {
            boolean begins = isMarker(text, at, "---");
            if (begins || isMarker(text, at, "...")) {
                parts.add(new Part(text.substring(from, at), linesBefore));
                from = begins ? at : behindLine(text, at);
                linesBefore = begins ? line : line + 1;
            }
            at = behindLine(text, at);
            line++;
        }
        parts.add(new Part(text.substring(Math.min(from, text.length())), linesBefore));
        return parts;
    }

    private static int behindLine(String text, int at) {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end + 1;
    }

    private static boolean isMarker(String text, int at, String marker) {
        if (!text.startsWith(marker, at)) {
            return false;
        }
        int behind = at + marker.length();
        return behind == text.length() || " \t\r\n".indexOf(text.charAt(behind)) >= 0;
    }

    private Optional<YamlValue> read(String text) {
        try {
            if (text.length() > LONGEST) {
                throw new RefusedException(
                        new At(linesBefore + 1, 1),
                        "the document has more than %d characters".formatted(LONGEST),
                        "split it");
            }
            LoaderOptions options = new LoaderOptions();
            options.setCodePointLimit(LONGEST);
            options.setNestingDepthLimit(DEEPEST);
            options.setAllowDuplicateKeys(true);
            Node root = new Yaml(options).compose(new StringReader(text));
            return root == null ? Optional.empty() : Optional.of(convert(root, 0));
        } catch (RefusedException e) {
            problems.refuse(e);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
            problems.refuse(
                    mark == null ? new At(linesBefore + 1, 1) : at(mark),
                    "no YAML: " + Printable.of(e.getProblem()),
                    "correct the YAML");
        } catch (YAMLException e) {
            problems.refuse(new At(linesBefore + 1, 1), "no YAML: " + Printable.of(e.getMessage()), "correct the YAML");
        }
        return Optional.empty();
    }

    private At at(Mark mark) {
        return new At(linesBefore + mark.getLine() + 1, mark.getColumn() + 1);
    }

    private YamlValue convert(Node node, int depth) {
        At at = at(node.getStartMark());
        if (depth > DEEPEST || ++values > MOST_VALUES) {
            throw new RefusedException(at, "too deep or too many values", "write values out, without aliases");
        }
        if (node instanceof MappingNode mapping) {
            return convert(mapping, at, depth);
        }
        if (node instanceof SequenceNode sequence) {
            List<YamlValue> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(convert(item, depth + 1));
            }
            return new Listing(items, at);
        }
        ScalarNode scalar = (ScalarNode) node;
        String text = scalar.getValue();
        return new Scalar(text, scalar.getScalarStyle() == ScalarStyle.PLAIN ? plain(text) : Scalar.Type.TEXT, at);
    }

    private Mapping convert(MappingNode mapping, At at, int depth) {
        List<Entry> entries = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            At keyAt = at(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new RefusedException(keyAt, "a key that is no word", "write a word");
            }
            if (key.getScalarStyle() == ScalarStyle.PLAIN && key.getValue().equals("<<")) {
                throw new RefusedException(keyAt, "a merge key '<<'", "write the keys out");
            }
            if (!keys.add(key.getValue())) {
                throw new RefusedException(
                        keyAt,
                        "%s was given before".formatted(RefusedException.quoted(key.getValue())),
                        "remove one; a field that has to be tested twice stands in two selections");
            }
            entries.add(new Entry(key.getValue(), keyAt, convert(tuple.getValueNode(), depth + 1)));
        }
        return new Mapping(entries, at);
    }

    private static Scalar.Type plain(String text) {
        if (NULL.matcher(text).matches()) {
            return Scalar.Type.NULL;
        }
        if (BOOLEAN.matcher(text).matches()) {
            return Scalar.Type.BOOLEAN;
        }
        if (WHOLE.matcher(text).matches()) {
            return Scalar.Type.WHOLE_NUMBER;
        }
        return FRACTION.matcher(text).matches() ? Scalar.Type.NUMBER : Scalar.Type.TEXT;
    }
}
