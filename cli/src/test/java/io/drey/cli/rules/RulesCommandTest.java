package io.drey.cli.rules;

import static io.drey.cli.CommandRun.drey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.drey.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesCommandTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final int PACK_TESTS = 212;
    private static final String PACK =
            Path.of(System.getProperty("drey.home")).resolve("rules").toString();
    private static final String RULE =
            """
            title: A page that is not there
            id: 2f6f1d4e-8a52-4f0e-9d4f-3f7f3b9f7c11
            name: missing
            status: test
            logsource:
                category: webserver
            detection:
                selection:
                    http.response.status_code: 404
                condition: selection
            level: low
            """;
    private static final String TRACE_RULE =
            """
            title: A payment failed
            name: payment-failed
            id: 5f1d1d5e-6b1f-4d0f-9a55-0b6d1f0c2a77
            logsource: {product: shop}
            detection:
                selection:
                    log.level: ERROR
                    message|contains: 'at com.acme.Shop.pay'
                condition: selection
            """;
    private static final String LINE = "203.0.113.9 - - [%s] \"GET /%s HTTP/1.1\" %d 9 \"-\" \"-\"";

    @TempDir
    private Path folder;

    @Test
    void everyRuleOfThePackHasTestsThatPass() throws IOException {
        Path report = folder.resolve("out/junit.xml");
        CommandRun run = drey("rules", "test", PACK, "--format", "json", "--junit", report.toString());

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        List<JsonNode> tests = rows(run);
        assertThat(tests).extracting(test -> test.path("result").asText()).containsOnly("passed");
        List<String> alerting = rows(drey("rules", "list", PACK, "--format", "json")).stream()
                .filter(rule -> rule.path("alerts").asText().equals("yes"))
                .map(rule -> rule.path("rule").asText())
                .toList();
        assertThat(tests.stream().map(test -> test.path("rule").asText()).distinct())
                .as("a rule that raises alerts has tests")
                .containsExactlyInAnyOrderElementsOf(alerting);
        assertThat(Files.readString(report))
                .contains("<testsuite name=\"rules\" tests=\"%d\" failures=\"0\">".formatted(tests.size()));
    }

    /** What a reader of the files counts is what runs: none is passed over, and none goes without a word. */
    @Test
    void noTestOfThePackIsLost() throws IOException {
        CommandRun run = drey("rules", "test", PACK, "--format", "json");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(rows(run))
                .extracting(test -> test.path("test").asText())
                .containsExactlyInAnyOrderElementsOf(writtenTests())
                .as("tests of the pack: who takes one away says so here")
                .hasSizeGreaterThanOrEqualTo(PACK_TESTS);
        assertThat(run.err()).contains("%,d tests of".formatted(rows(run).size()), ": 0 failed;");
    }

    private static List<String> writtenTests() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(PACK))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".yml")).toList()) {
                try (MappingIterator<JsonNode> documents =
                        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
                    documents.forEachRemaining(document -> document.path("Tests")
                            .forEach(test -> names.add(test.path("Name").asText())));
                }
            }
        }
        return names;
    }

    @Test
    void thePackIsWithoutWarnings() {
        CommandRun run = drey("rules", "validate", "--strict", PACK);

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aTestSeesWhatADatasetLeavesOfItsLines() throws IOException {
        Path rule = rules(
                """
                Tests:
                  - Name: the address is that of its network
                    Alerts: 1
                    Redact: [mask source.ip]
                    Drop: ['url.path = /health']
                    Log:
                      - '203.0.113.9 - - [%{time}] "GET /a HTTP/1.1" 404 9 "-" "-"'
                      - '203.0.113.9 - - [%{time}] "GET /health HTTP/1.1" 404 9 "-" "-"'
                """);

        CommandRun run = drey("rules", "test", rule.toString());

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    @Test
    void aTestSeesLinesJoinedAsTheJobJoinsThem() throws IOException {
        Path rule = folder.resolve("trace.yml");
        Files.writeString(
                rule,
                TRACE_RULE
                        + """
                ---
                Tests:
                  - Name: the second line says where
                    Alerts: 1
                    Format: app
                    Multiline: java
                    Log:
                      - '%{time} ERROR com.acme.Shop - boom'
                      - "\tat com.acme.Shop.pay(Shop.java:3)"
                      - Line: "\tat com.acme.Shop.main(Shop.java:1)"
                        Times: 2
                      - {log.level: ERROR, message: an event is no line}
                      - '%{time} ERROR com.acme.Shop - boom'
                  - Name: the same lines by themselves
                    ExpectedResult: false
                    Format: app
                    Log:
                      - '%{time} ERROR com.acme.Shop - boom'
                      - '%{time} ERROR com.acme.Other - at com.acme.Other.pay'
                """);

        CommandRun run = drey("rules", "test", rule.toString());

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        Files.writeString(rule, Files.readString(rule).replace("Multiline: java", "Multiline: ruby"));
        CommandRun refused = drey("rules", "test", rule.toString());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out()).contains("'ruby' does not say which lines are joined");
    }

    @Test
    void aTestThatFailsIsToldWithWhatCameOut() throws IOException {
        Path rule = rules(
                """
                Tests:
                  - Name: one page
                    ExpectedResult: false
                    Log: '%s'
                  - Name: three pages
                    Alerts: 3
                    Log:
                      - Line: '%s'
                        Times: 3
                """
                        .formatted(LINE.formatted("%{time}", "a", 404), LINE.formatted("%{time}", "%{n}", 404)));

        CommandRun run = drey("rules", "test", rule.toString(), "--format", "json");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(rows(run))
                .extracting(test -> test.path("result").asText(), test -> test.path("why")
                        .asText())
                .containsExactly(
                        tuple("FAILED", "expected 0 alerts, there were 1: 2026-01-05T10:00:00Z"), tuple("passed", ""));
        assertThat(run.err()).contains("2 tests of 1 rules: 1 failed");
    }

    @Test
    void testsMayStandBesideTheirRule() throws IOException {
        Files.writeString(folder.resolve("missing.yml"), RULE);
        Files.writeString(
                folder.resolve("missing.tests.yml"),
                """
                Tests:
                  - Name: an event by its fields
                    ExpectedResult: true
                    Log:
                      - {url.original: /a, http.response.status_code: 404}
                """);

        CommandRun run = drey("rules", "test", folder.toString());

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("passed", "missing", "an event by its fields");
    }

    @Test
    void aLineThatIsNoneFailsItsTest() throws IOException {
        Path rule = rules("Tests:\n  - {Name: broken, ExpectedResult: true, Log: ['no line']}\n");

        CommandRun run = drey("rules", "test", rule.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("line 1 is no line of 'combined'", "no line");
    }

    @Test
    void testsThatAreNotUnderstoodAreRefused() throws IOException {
        refuses("Tests:\n  - {Name: a, ExpectedResult: true, Lines: []}\n", "unknown key 'Lines'", "Log");
        refuses("Tests:\n  - {Name: a, Log: [x]}\n", "says neither 'ExpectedResult: true'");
        refuses("Tests:\n  - {ExpectedResult: true, Log: [x]}\n", "has no 'Name'");
        refuses("Tests:\n  - {Name: a, Alerts: many, Log: [x]}\n", "'Alerts: many'");
        refuses("Tests:\n  - {Name: a, Alerts: 1, At: today, Log: [x]}\n", "'At: today'", "2026-01-05T10:00:00Z");
        refuses("Tests:\n  - {Name: a, Alerts: 1, Log: [{Line: x, Every: soon}]}\n", "soon");
        refuses("Tests:\n  - {Name: a, Alerts: 1, Log: [x]}\n  bad: [\n", "rule.yml:");
    }

    @Test
    void aRuleThatIsWrongIsRefusedByPlaceAndTheOthersGoOn() throws IOException {
        Path bad = Files.writeString(
                folder.resolve("bad.yml"),
                RULE.replace("http.response.status_code: 404", "url.path|startwith: /admin")
                        .replace("3f7f3b9f7c11", "3f7f3b9f7c12")
                        .replace("name: missing", "name: admin"));
        Files.writeString(folder.resolve("good.yml"), RULE);

        CommandRun run = drey("rules", "validate", folder.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith(bad + ":9:").contains("startwith", "startswith");
        assertThat(run.err())
                .contains("1 rules, 0 correlations, 0 patterns and 0 filters can be used; 1 documents are refused");
        assertThat(drey("rules", "list", folder.toString()).out()).contains("good.yml");
    }

    @Test
    void aFieldThatNoDatasetsFormatGivesIsWarnedOf() throws IOException {
        Path rules = Files.createDirectories(folder.resolve("rules"));
        Files.writeString(rules.resolve("good.yml"), RULE);
        Path odd = Files.writeString(
                rules.resolve("odd.yml"),
                RULE.replace("http.response.status_code: 404", "dns.question.name: example.org")
                        .replace("3f7f3b9f7c11", "3f7f3b9f7c12")
                        .replace("name: missing", "name: odd"));
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(config.resolve("web.yaml"), "kind: Dataset\ntenant: acme\nname: web\nformat: combined\n");

        CommandRun run = drey("rules", "validate", rules.toString(), "--datasets", config.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .singleElement()
                .asString()
                .startsWith(odd
                        + ":1:1: warning: no dataset's format (combined) gives 'dns.question.name', which odd asks");
        assertThat(run.err()).contains("1 warnings");
        assertThat(drey("rules", "validate", rules.toString(), "--datasets", config.toString(), "--strict")
                        .exitCode())
                .isEqualTo(1);

        Files.writeString(config.resolve("app.yaml"), "kind: Dataset\ntenant: acme\nname: app\nformat: json\n");
        assertThat(drey("rules", "validate", rules.toString(), "--datasets", config.toString())
                        .out())
                .isEmpty();
        assertThat(drey("rules", "validate", rules.toString(), "--datasets", rules.toString())
                        .err())
                .contains("there is no dataset in these files");
    }

    @Test
    void explainSaysWhatEachPartOfARuleSaysToALine() throws IOException {
        Path rule = Files.writeString(folder.resolve("rule.yml"), RULE);
        Path lines = Files.writeString(
                folder.resolve("access.log"),
                Stream.of(
                                LINE.formatted("05/Jan/2026:10:00:00 +0000", "a", 404),
                                LINE.formatted("05/Jan/2026:10:00:01 +0000", "b", 200))
                        .reduce("", (all, line) -> all + line + "\n"));

        CommandRun run = drey("rules", "explain", rule.toString(), "--rule", "missing", "--lines", lines.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "missing: A page that is not there (%s:1)".formatted(rule),
                        "logs       webserver",
                        "yes    http.response.status_code equals '404'   (http.response.status_code is '404')",
                        "ALERT of missing: events 1, from line 1 to line 1",
                        "no     http.response.status_code equals '404'   (http.response.status_code is '200')");
        assertThat(drey("rules", "explain", rule.toString(), "--rule", "other").err())
                .contains("none of the rules has this id or name");
    }

    @Test
    void ofACorrelationTheRulesThatItRestsOnAreExplainedToo() throws IOException {
        Path lines = Files.writeString(
                folder.resolve("access.log"), LINE.formatted("05/Jan/2026:10:00:00 +0000", "a", 403) + "\n");

        CommandRun run = drey("rules", "explain", PACK, "--rule", "path-scanner", "--lines", lines.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "path-scanner: Many pages that are not there",
                        "of         page-not-found",
                        "no     http.response.status_code equals '404'   (http.response.status_code is '403')")
                .doesNotContain("log4shell", "ALERT");
    }

    @Test
    void explainJoinsLinesAsATestDoes() throws IOException {
        Path rule = Files.writeString(folder.resolve("trace.yml"), TRACE_RULE);
        Path lines = Files.writeString(
                folder.resolve("app.log"),
                """
                2026-01-05T10:00:00Z ERROR com.acme.Shop - boom
                \tat com.acme.Shop.pay(Shop.java:3)
                \tat com.acme.Shop.main(Shop.java:1)
                no line of any program
                2026-01-05T10:00:01Z INFO com.acme.Shop - up
                \tat com.acme.Shop.pay(Shop.java:3)
                """);
        String[] command = {
            "rules",
            "explain",
            rule.toString(),
            "--lines",
            lines.toString(),
            "--line-format",
            "app",
            "--multiline",
            "java"
        };

        CommandRun run = drey(command);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "line 1 and 2 more, 2026-01-05T10:00:00Z",
                        "line 4 is no line of 'app'",
                        "line 5 and 1 more, 2026-01-05T10:00:01Z")
                .containsOnlyOnce("ALERT of payment-failed: events 1, from line 1 to line 1");
        assertThat(drey(Arrays.copyOf(command, command.length - 2)).out())
                .contains("line 1, 2026-01-05T10:00:00Z", "line 2 is no line of 'app'")
                .doesNotContain("ALERT", "more");
        command[command.length - 1] = "ruby";
        CommandRun refused = drey(command);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("--multiline: 'ruby' does not say which lines are joined");
    }

    @Test
    void aRuleThatAsksForMoreThanIsKeptIsTold() throws IOException {
        Path rule = Files.writeString(
                folder.resolve("rule.yml"),
                RULE
                        + """
                        ---
                        title: Very many
                        id: 2f6f1d4e-8a52-4f0e-9d4f-3f7f3b9f7c13
                        name: many
                        correlation:
                            type: event_count
                            rules: [missing]
                            group-by: []
                            timespan: 1d
                            condition: {gte: 10000000}
                        """);
        Path lines = Files.writeString(
                folder.resolve("access.log"), LINE.formatted("05/Jan/2026:10:00:00 +0000", "a", 404) + "\n");

        CommandRun run = drey("rules", "explain", rule.toString(), "--lines", lines.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains(":13:1: it needs 10,000,000 events of a group, and 10,000 are kept: lower its bounds");
        assertThat(drey("rules", "validate", rule.toString()).exitCode()).isEqualTo(1);
    }

    @Test
    void aChainWhoseGroupsDoNotMeetIsRefusedBeforeItIsPublished() throws IOException {
        Path rule = Files.writeString(folder.resolve("rule.yml"), RULE + CHAIN.formatted("user.name"));

        for (String command : List.of("validate", "test", "explain")) {
            CommandRun refused = drey("rules", command, rule.toString());
            assertThat(refused.exitCode()).as(command).isEqualTo(1);
            assertThat(refused.out() + refused.err())
                    .as(command)
                    .contains("correlation many, which it rests on, does not group by all of");
        }
        Files.writeString(rule, RULE + CHAIN.formatted("source.ip"));
        CommandRun valid = drey("rules", "validate", rule.toString());
        assertThat(valid.exitCode()).as(valid.out()).isZero();
    }

    private static final String CHAIN =
            """
            ---
            title: Many
            id: many
            name: many
            correlation:
                type: event_count
                rules: [missing]
                group-by: [source.ip]
                timespan: 1m
                condition: {gte: 3}
            ---
            title: Many, again and again
            id: again
            name: again
            correlation:
                type: event_count
                rules: [many]
                group-by: [%s]
                timespan: 1h
                condition: {gte: 2}
            """;

    @Test
    void whatCannotBeReadIsToldWithItsRemedy() throws IOException {
        assertThat(drey("rules", "validate", folder.resolve("none").toString()).err())
                .contains("there is no such file or folder");
        assertThat(drey("rules", "validate", folder.toString()).err()).contains("no rules in " + folder);
        Files.writeString(folder.resolve("alone.tests.yml"), "Tests: []\n");
        assertThat(drey("rules", "validate", folder.toString()).err()).contains("there is no alone.yml");
    }

    private void refuses(String tests, String... messages) throws IOException {
        CommandRun run = drey("rules", "test", rules(tests).toString());
        assertThat(run.exitCode()).as(run.out()).isEqualTo(2);
        assertThat(run.err()).contains(messages);
    }

    private Path rules(String tests) throws IOException {
        return Files.writeString(folder.resolve("rule.yml"), RULE + "---\n" + tests);
    }

    private static List<JsonNode> rows(CommandRun run) {
        List<JsonNode> rows = new ArrayList<>();
        try {
            JSON.readTree(run.out()).forEach(rows::add);
        } catch (IOException e) {
            throw new IllegalStateException(run.out() + run.err(), e);
        }
        return rows;
    }
}
