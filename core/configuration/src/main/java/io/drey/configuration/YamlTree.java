package io.drey.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML document as JSON, and where each key and value stood.
 *
 * <p>Plain scalars are read by YAML 1.2's core schema: {@code yes}, {@code on} and {@code 12:30} are text, as people
 * expect.
 */
final class YamlTree {

    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,40}");
    private static final Pattern FRACTION = Pattern.compile("[-+]?[0-9]{1,40}\\.[0-9]{1,40}");
    private static final Pattern NULL = Pattern.compile("|~|null|Null|NULL");
    private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
    private static final Pattern FALSE = Pattern.compile("false|False|FALSE");

    private static final int DEEPEST = 50;

    /** Aliases make little text into many values: there is an end to that. A long list has some ten thousand. */
    private static final int MOST_VALUES = 120_000;

    private final Map<String, Mark> keyMarks = new HashMap<>();
    private final Map<String, Mark> valueMarks = new HashMap<>();
    private final Problems faults = new Problems(Problems.UnknownKeys.REFUSED);
    private final JsonNode json;

    private YamlTree(Node root) {
        this.json = convert(root, "", 0);
    }

    static YamlTree of(Node root) {
        return new YamlTree(root);
    }

    JsonNode json() {
        return json;
    }

    /** Keys given twice, and the like. */
    List<Problems.Problem> faults() {
        return faults.found();
    }

    Mark keyMark(String pointer) {
        return keyMarks.getOrDefault(pointer, valueMark(pointer));
    }

    /** Where a value stood; where there is none, that of what should hold it. */
    Mark valueMark(String pointer) {
        Mark mark = valueMarks.get(pointer);
        return mark != null ? mark : valueMark(pointer.substring(0, pointer.lastIndexOf('/')));
    }

    private JsonNode convert(Node node, String pointer, int depth) {
        valueMarks.put(pointer, node.getStartMark());
        if (depth > DEEPEST || valueMarks.size() > MOST_VALUES) {
            if (faults.found().isEmpty()) {
                faults.value(pointer, "too deep or too much: write values out, without aliases");
            }
            return NullNode.getInstance();
        }
        if (node instanceof MappingNode mapping) {
            return convert(mapping, pointer, depth);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < sequence.getValue().size(); i++) {
                array.add(convert(sequence.getValue().get(i), pointer + "/" + i, depth + 1));
            }
            return array;
        }
        ScalarNode scalar = (ScalarNode) node;
        return scalar.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN
                ? plain(scalar.getValue())
                : TextNode.valueOf(scalar.getValue());
    }

    private ObjectNode convert(MappingNode mapping, String pointer, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                valueMarks.put(pointer + "/?", entry.getKeyNode().getStartMark());
                faults.value(pointer + "/?", "a key must be a word");
                continue;
            }
            String below = pointer + "/" + key.getValue();
            if (object.has(key.getValue())) {
                keyMarks.put(below, key.getStartMark());
                faults.key(below, "'%s' was given before: remove one".formatted(key.getValue()));
                continue;
            }
            keyMarks.put(below, key.getStartMark());
            object.set(key.getValue(), convert(entry.getValueNode(), below, depth + 1));
        }
        return object;
    }

    /** Whether a text on a command line is a list or entries, as YAML writes them in one line. */
    static boolean isFlow(String text) {
        return text.startsWith("[") || text.startsWith("{");
    }

    /** A list or entries in one line; the text itself where it is no YAML. */
    static JsonNode flow(String text) {
        try {
            YamlTree tree = of(new Yaml().compose(new StringReader(text)));
            return tree.faults().isEmpty() ? tree.json() : TextNode.valueOf(text);
        } catch (YAMLException e) {
            return TextNode.valueOf(text);
        }
    }

    /** A value that was written without quotes. */
    static JsonNode plain(String text) {
        if (NULL.matcher(text).matches()) {
            return NullNode.getInstance();
        }
        if (TRUE.matcher(text).matches()) {
            return BooleanNode.TRUE;
        }
        if (FALSE.matcher(text).matches()) {
            return BooleanNode.FALSE;
        }
        if (WHOLE.matcher(text).matches()) {
            BigInteger number = new BigInteger(text);
            return number.bitLength() < Long.SIZE
                    ? LongNode.valueOf(number.longValue())
                    : BigIntegerNode.valueOf(number);
        }
        return FRACTION.matcher(text).matches() ? DecimalNode.valueOf(new BigDecimal(text)) : TextNode.valueOf(text);
    }
}
