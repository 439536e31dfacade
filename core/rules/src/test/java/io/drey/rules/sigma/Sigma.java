package io.drey.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.rules.RuleProblem;
import io.drey.rules.condition.Condition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Sigma documents for tests, written in a few lines. */
final class Sigma {

    static final String FILE = "rules/test.yml";

    static final Placeholders LISTS = Placeholders.of(Map.of(
            "Servers", List.of("srv*", "db1"),
            "Networks", List.of("10.0.0.0/8", "fe80::/10"),
            "Empty", List.of()));

    private Sigma() {}

    static SigmaRules read(String... documents) {
        return new SigmaReader(LISTS).read(List.of(new SigmaFile(FILE, String.join("\n---\n", documents))));
    }

    /** A rule of web servers about a detection, whose lines need no indentation of their own. */
    static String rule(String... detection) {
        return named("test", detection);
    }

    static String named(String name, String... detection) {
        return ofLogs("category: webserver", name, detection);
    }

    static String ofLogs(String logsource, String name, String... detection) {
        return """
                title: A rule about %s
                id: %s
                name: %s
                logsource:
                    %s
                detection:
                %s
                """
                .formatted(name, id(name), name, logsource, indented(detection));
    }

    static String correlation(String name, String... correlation) {
        return """
                title: A correlation of %s
                id: %s
                name: %s
                correlation:
                %s
                """
                .formatted(name, id(name), name, indented(correlation));
    }

    static String filter(String logsource, String... filter) {
        return """
                title: A filter
                id: %s
                logsource:
                    %s
                filter:
                %s
                """
                .formatted(id("filter"), logsource, indented(filter));
    }

    static String id(String name) {
        return "00000000-0000-4000-8000-%012x".formatted(Integer.toUnsignedLong(name.hashCode()));
    }

    private static String indented(String... lines) {
        return Arrays.stream(lines)
                .flatMap(String::lines)
                .map(line -> "    " + line)
                .collect(Collectors.joining("\n"));
    }

    /** The condition of a rule of any logs, whose only selection has these lines. */
    static Condition selection(String... lines) {
        SigmaRules read = read(ofLogs("product: any", "test", detection(lines)));
        assertThat(read.refusals()).isEmpty();
        return read.rules().get(0).condition();
    }

    private static String[] detection(String... lines) {
        return ("selection:\n"
                        + Arrays.stream(lines).map(line -> "    " + line).collect(Collectors.joining("\n"))
                        + "\ncondition: selection")
                .lines()
                .toArray(String[]::new);
    }

    /** The only problem of a rule of any logs, whose only selection has these lines. */
    static RuleProblem refusal(String... lines) {
        SigmaRules read = read(ofLogs("product: any", "test", detection(lines)));
        assertThat(read.refusals()).hasSize(1);
        assertThat(read.rules()).isEmpty();
        return read.refusals().get(0);
    }
}
