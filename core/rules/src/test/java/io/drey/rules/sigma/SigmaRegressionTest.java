package io.drey.rules.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventView;
import io.drey.rules.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Public rules with the events of Windows that they were written for: each matches its own as often as its author says, and
 * no other's but for those in {@code cross-matches.txt}.
 */
final class SigmaRegressionTest {

    private static final Pattern EXPECTED = Pattern.compile("match_count: (\\d+)");

    private final Map<String, SigmaRule> rules = new LinkedHashMap<>();
    private final Map<String, EventView> events = new LinkedHashMap<>();
    private final Map<String, Integer> expected = new LinkedHashMap<>();

    @BeforeEach
    void readSamples() throws IOException {
        for (Path file : Samples.files("sigma-regression", "rule.yml")) {
            String name = file.getParent().getFileName().toString();
            SigmaRules read = new SigmaReader(Placeholders.NONE).read(List.of(SigmaFile.of(file)));
            assertThat(read.problems()).as(name).isEmpty();
            rules.put(name, read.rules().get(0));
            // Those that say nothing were made in the same way as those that say 1.
            Matcher count = EXPECTED.matcher(Files.readString(file.resolveSibling("info.yml")));
            expected.put(name, count.find() ? Integer.parseInt(count.group(1)) : 1);
        }
        for (Path file : Samples.files("sigma-regression", ".json")) {
            events.put(file.getParent().getFileName().toString(), WindowsEvent.of(file));
        }
    }

    @Test
    void matchesItsOwnEventsAsOftenAsTheRulesAuthorSays() {
        assertThat(rules).hasSize(55);
        rules.forEach((name, rule) -> {
            int matches = rule.condition().holds(events.get(name)) ? 1 : 0;
            assertThat(matches).as("%s: %s", name, rule.condition()).isEqualTo(expected.get(name));
        });
    }

    @Test
    void matchesNoOtherEventButForKnownReasons() throws IOException {
        Set<String> found = new TreeSet<>();
        rules.forEach((rule, read) -> events.forEach((event, view) -> {
            if (!rule.equals(event) && read.condition().holds(view)) {
                found.add(rule + " < " + event);
            }
        }));
        assertThat(found).isEqualTo(known());
    }

    private static Set<String> known() throws IOException {
        try (InputStream file = SigmaRegressionTest.class.getResourceAsStream("cross-matches.txt")) {
            return new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.substring(0, line.indexOf(':')).strip())
                    .collect(toCollection(TreeSet::new));
        }
    }
}
