package io.drey.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.Printable;
import io.drey.event.Spelling;
import io.drey.query.access.AccessPolicy.Grant;
import io.drey.query.rows.OutputFormat;
import io.drey.query.rows.RowWriter;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.PathTemplateMatch;
import io.undertow.util.StatusCodes;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request by somebody who is known.
 *
 * @param exchange as the server has it
 * @param grant who asks
 */
record Request(HttpServerExchange exchange, Grant grant) {

    private static final int LONGEST_BODY = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A part of the path. */
    String path(String name) {
        return exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY)
                .getParameters()
                .get(name);
    }

    /** A parameter behind the question mark. */
    Optional<String> parameter(String name) {
        return Optional.ofNullable(exchange.getQueryParameters().get(name)).map(Deque::getFirst);
    }

    /** One that must be there. */
    String required(String name) {
        return parameter(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> HttpProblem.badRequest("the parameter %s is missing".formatted(name)));
    }

    /** A number within bounds. */
    long number(String name, long otherwise, long least, long most) {
        Optional<String> text = parameter(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw HttpProblem.badRequest("%s is '%s': write a whole number from %d to %d"
                .formatted(name, Printable.of(text.get()), least, most));
    }

    /** A moment in UTC. */
    Optional<Instant> moment(String name) {
        return parameter(name).filter(text -> !text.isEmpty()).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw HttpProblem.badRequest("%s is '%s': write a moment in UTC such as 2026-01-31T08:00:00Z"
                        .formatted(name, Printable.of(text)));
            }
        });
    }

    /** One of some words. */
    String word(String name, String otherwise, List<String> words) {
        String word = parameter(name).orElse(otherwise);
        if (!words.contains(word)) {
            throw HttpProblem.badRequest(
                    "%s is '%s'%s".formatted(name, Printable.of(word), Spelling.suggestion(word, words)));
        }
        return word;
    }

    /** All parameters behind the question mark but some. */
    Map<String, String> parametersWithout(Set<String> names) {
        Map<String, String> parameters = new LinkedHashMap<>();
        exchange.getQueryParameters().forEach((name, values) -> {
            if (!names.contains(name)) {
                if (values.size() > 1) {
                    throw HttpProblem.badRequest("%s is given %d times".formatted(Printable.of(name), values.size()));
                }
                parameters.put(name, values.getFirst());
            }
        });
        return parameters;
    }

    /** The body, JSON of a type. */
    <T> T body(Class<T> type) throws IOException {
        byte[] bytes = exchange.getInputStream().readNBytes(LONGEST_BODY + 1);
        if (bytes.length > LONGEST_BODY) {
            // The rest is not waited for.
            exchange.setPersistent(false);
            throw new HttpProblem(
                    StatusCodes.REQUEST_ENTITY_TOO_LARGE, "the body is longer than %,d bytes".formatted(LONGEST_BODY));
        }
        try {
            T body = JSON.readValue(bytes, type);
            if (body == null) {
                throw HttpProblem.badRequest("the body is null");
            }
            return body;
        } catch (JsonProcessingException e) {
            throw HttpProblem.badRequest("the body is not as it must be, line %d: %s"
                    .formatted(
                            e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                            Printable.of(
                                    e.getOriginalMessage().lines().findFirst().orElse(""))));
        }
    }

    /** Answers with JSON. */
    void answer(int status, Object value) throws IOException {
        byte[] json = JSON.writeValueAsBytes(value);
        exchange.setStatusCode(status);
        begin("application/json").write(json);
    }

    /** Answers with JSON that says that all is well. */
    void answer(Object value) throws IOException {
        answer(StatusCodes.OK, value);
    }

    /** Begins an answer of a content type. */
    OutputStream begin(String contentType) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
        return exchange.getOutputStream();
    }

    /**
     * Answers with rows. The answer ends when all are written: one whose rows fail to come is left open, so that whoever
     * reads it sees it break off.
     *
     * @return how many there were
     */
    long answer(OutputFormat format, List<String> columns, Iterator<List<Object>> rows) throws IOException {
        String type = format == OutputFormat.CSV ? "text/csv; charset=utf-8" : "application/json";
        Writer out = new BufferedWriter(new OutputStreamWriter(begin(type), UTF_8), 1 << 16);
        long count = RowWriter.write(columns, rows, format, out);
        out.close();
        return count;
    }
}
