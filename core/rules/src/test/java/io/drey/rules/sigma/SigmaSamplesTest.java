package io.drey.rules.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.rules.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Public rules, read where they stand. */
final class SigmaSamplesTest {

    private static final String RULES = "sigma-rules";

    @Test
    void loadsEveryPublicRuleOrNamesTheReason() throws IOException {
        SigmaRules read = read(RULES, ".yml");
        assertThat(read.refusals().stream()
                        .map(problem -> Path.of(problem.file()).getFileName() + ": " + problem.reason())
                        .toList())
                .isEqualTo(refused());
        assertThat(read.rules()).hasSize(234 - refused().size());
        assertThat(read.rules()).allSatisfy(rule -> assertThat(rule.header().author())
                .as(rule.place().toString())
                .isNotEmpty());
    }

    @Test
    void publicRulesGiveNoWarnings() throws IOException {
        assertThat(read(RULES, ".yml").warnings()).isEmpty();
    }

    private static List<String> refused() throws IOException {
        try (InputStream file = SigmaSamplesTest.class.getResourceAsStream("refused-samples.txt")) {
            return new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    static SigmaRules read(String folder, String ending) throws IOException {
        List<SigmaFile> files = new ArrayList<>();
        for (Path file : Samples.files(folder, ending)) {
            files.add(SigmaFile.of(file));
        }
        return new SigmaReader(Placeholders.NONE).read(files);
    }
}
