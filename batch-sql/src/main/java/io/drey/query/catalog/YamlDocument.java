package io.drey.query.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.drey.event.Printable;
import io.drey.event.Spelling;
import io.drey.query.QueryUsageException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads documents of YAML. What is wrong with one is told by its line. */
public final class YamlDocument {

    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);

    private YamlDocument() {}

    /** Makes of what is wrong a failure that names the file. */
    public interface Wrong {
        QueryUsageException at(int line, String words);
    }

    /**
     * Reads a document.
     *
     * @param content what an empty one should hold, for the message
     * @throws QueryUsageException if it is not of the type
     */
    public static <T> T read(String yaml, Class<T> type, String content, Wrong wrong) {
        try {
            T document = YAML.readValue(yaml, type);
            if (document == null) {
                throw wrong.at(1, "it is empty: write " + content);
            }
            return document;
        } catch (UnrecognizedPropertyException e) {
            List<String> known = e.getKnownPropertyIds().stream()
                    .map(Object::toString)
                    .sorted()
                    .toList();
            throw wrong.at(
                    lineOf(yaml, e.getPropertyName() + ":"),
                    "there is no key '%s'%s"
                            .formatted(
                                    Printable.of(e.getPropertyName()),
                                    Spelling.suggestion(e.getPropertyName(), known)));
        } catch (InvalidFormatException e) {
            throw wrong.at(
                    line(e),
                    "'%s' is not allowed for %s%s"
                            .formatted(
                                    Printable.of(String.valueOf(e.getValue())),
                                    key(e),
                                    e.getTargetType() == ParameterType.class
                                            ? ": write text, integer, instant, glob or field"
                                            : ""));
        } catch (MismatchedInputException e) {
            throw wrong.at(line(e), "%s is not of the kind that it must be".formatted(key(e)));
        } catch (JsonProcessingException e) {
            Throwable cause = e instanceof JsonMappingException && e.getCause() != null ? e.getCause() : e;
            String words =
                    cause instanceof JsonProcessingException json ? json.getOriginalMessage() : cause.getMessage();
            throw wrong.at(line(e), words.lines().findFirst().orElse("").strip());
        }
    }

    /** What a key is called, such as parameters.type. */
    private static String key(JsonMappingException failure) {
        return failure.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
    }

    private static int line(JsonProcessingException failure) {
        return failure.getLocation() == null
                ? 1
                : Math.max(1, failure.getLocation().getLineNr());
    }

    static int lineAt(String text, int offset) {
        return 1
                + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    /** The line of the first key of a name; 1 where there is none. */
    public static int lineOfKey(String text, String key) {
        Matcher found = Pattern.compile("(?m)(?:^|[\\s{,\"'])" + Pattern.quote(key) + "[\"']?\\s*:")
                .matcher(text);
        return found.find() ? lineAt(text, found.end() - 1) : 1;
    }

    /** The line that a word of a document stands in first; 1 where it stands in none. */
    static int lineOf(String text, String word) {
        int at = text.indexOf(word);
        return at < 0 ? 1 : lineAt(text, at);
    }
}
