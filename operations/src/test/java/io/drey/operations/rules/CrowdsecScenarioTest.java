package io.drey.operations.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.rules.run.Firing;
import io.drey.rules.run.RuleRun;
import io.drey.rules.shape.EventReference;
import io.drey.rules.sigma.Placeholders;
import io.drey.rules.sigma.SigmaDocument;
import io.drey.rules.sigma.SigmaRules;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real lines of crowdsecurity/hub (MIT) and the alerts that {@code scenario.assert} expects of them: rules of ours raise as many, for
 * the same addresses, of as many events. {@code crowdsec/scenarios.txt} says which of our rules stand for which folder's scenario;
 * those of the other folders find nothing in it.
 */
class CrowdsecScenarioTest {

    private static final Path HOME = Path.of(System.getProperty("drey.home"));
    private static final Path SAMPLES = HOME.resolve("../shared/samples/crowdsec");
    private static final Pattern COUNT = Pattern.compile("len\\(results\\) == (\\d+)");
    private static final Pattern ADDRESS =
            Pattern.compile("\"([^\"]+)\" in results\\[(\\d+)]\\.Overflow\\.GetSources\\(\\)");
    private static final Pattern EVENTS =
            Pattern.compile("results\\[(\\d+)]\\.Overflow\\.Alert\\.GetEventsCount\\(\\) == (\\d+)");
    private static final Instant ARRIVED = Instant.parse("2026-01-05T10:00:00Z");
    private static final int ENTRY_LIMIT = 10_000;

    private static final SigmaRules RULES =
            RuleFiles.read(List.of(HOME.resolve("rules")), Placeholders.NONE).rules();

    record Folder(String name, String format, List<String> rules) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** An alert as crowdsec's asserts tell of it: for which address, of how many events. */
    record Told(String address, long events) {}

    static List<Folder> folders() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                CrowdsecScenarioTest.class.getResourceAsStream("/crowdsec/scenarios.txt"), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\\|", -1))
                    .map(row -> new Folder(
                            row[0].strip(),
                            row[1].strip(),
                            Arrays.asList(row[2].strip().split(" ", -1))))
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("folders")
    void ourRulesRaiseTheSameAlerts(Folder folder) throws IOException {
        Path path = SAMPLES.resolve(folder.name());
        assumeTrue(System.getenv("CI") != null || Files.exists(path), () -> "skipped: no sample data at " + path);
        List<LogEvent> events = events(folder, path);

        List<Told> told = new ArrayList<>();
        for (String rule : folder.rules()) {
            told.addAll(run(rule, events));
        }

        assertThat(told).containsExactlyInAnyOrderElementsOf(expected(path.resolve("scenario.assert")));
        for (Folder other : folders()) {
            for (String rule : other.rules()) {
                if (!folder.rules().contains(rule)) {
                    assertThat(run(rule, events))
                            .as("%s, which stands for %s", rule, other)
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void allOfWebServersAreThere() throws IOException {
        assumeTrue(System.getenv("CI") != null || Files.exists(SAMPLES), () -> "skipped: no sample data");
        Set<String> ofWebServers = new TreeSet<>();
        try (Stream<Path> folders = Files.list(SAMPLES)) {
            for (Path folder : folders.filter(each -> Files.exists(each.resolve("scenario.assert")))
                    .toList()) {
                String config = Files.readString(folder.resolve("config.yaml"));
                boolean alerts = COUNT.matcher(Files.readString(folder.resolve("scenario.assert")))
                        .results()
                        .anyMatch(count -> !count.group(1).equals("0"));
                if (alerts && config.matches("(?s).*log_type: (nginx|apache2)\\b.*")) {
                    ofWebServers.add(folder.getFileName().toString());
                }
            }
        }

        assertThat(folders())
                .hasSizeGreaterThanOrEqualTo(25)
                .extracting(Folder::name)
                .containsAll(ofWebServers);
    }

    private static List<LogEvent> events(Folder folder, Path path) throws IOException {
        TestLines lines = new TestLines();
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".log"))
                    .sorted()
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    if (!line.isEmpty()) {
                        lines.add(folder.format(), line.getBytes(StandardCharsets.UTF_8), ARRIVED);
                    }
                }
            }
        }
        return lines.inOrder();
    }

    private static List<Told> run(String name, List<LogEvent> events) {
        SigmaDocument rule = RULES.looking().stream()
                .filter(each -> each.header().name().filter(name::equals).isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no rule " + name));
        List<Firing> firings = new ArrayList<>();
        Map<EventReference, String> addresses = new HashMap<>();
        RuleRun run = new RuleRun(RULES.of(rule.id()), ENTRY_LIMIT);
        for (LogEvent event : events) {
            addresses.put(TestLines.reference(event), event.text(FieldName.parse("source.address")));
            run.process(event, TestLines.reference(event), firings::add);
        }
        run.end(firings::add);
        return firings.stream()
                .filter(firing -> firing.rule().id().equals(rule.id()))
                .map(firing -> new Told(
                        addresses.get(firing.match().completing()),
                        firing.match().count()))
                .collect(Collectors.toList());
    }

    private static List<Told> expected(Path asserts) throws IOException {
        Map<Integer, String> addresses = new HashMap<>();
        Map<Integer, Long> events = new HashMap<>();
        int count = -1;
        for (String line : Files.readAllLines(asserts)) {
            Matcher counted = COUNT.matcher(line);
            if (counted.matches()) {
                count = Integer.parseInt(counted.group(1));
            }
            Matcher address = ADDRESS.matcher(line);
            if (address.matches()) {
                addresses.put(Integer.parseInt(address.group(2)), address.group(1));
            }
            Matcher ofEvents = EVENTS.matcher(line);
            if (ofEvents.matches()) {
                events.put(Integer.parseInt(ofEvents.group(1)), Long.parseLong(ofEvents.group(2)));
            }
        }
        assertThat(addresses).hasSize(count);
        return addresses.entrySet().stream()
                .map(each -> new Told(each.getValue(), events.get(each.getKey())))
                .toList();
    }
}
