package io.drey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The picture of modules in {@code docs/architecture.md} is that of the build's files, and what the page names is there. */
class ArchitecturePageTest {

    private static final Path HOME = Path.of(System.getProperty("drey.home"));
    private static final Path PAGE = HOME.resolve("docs/architecture.md");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern ARTIFACT =
            Pattern.compile("<artifactId>(drey-[a-z0-9-]+)</artifactId>\\s*<name>", Pattern.DOTALL);
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<dependency>\\s*<groupId>io\\.drey</groupId>\\s*<artifactId>([^<]+)</artifactId>(.*?)</dependency>",
            Pattern.DOTALL);
    private static final Pattern ARROW = Pattern.compile("(?m)^  (\\w+)(?:\\[[^]]+])? --> (\\w+)(?:\\[[^]]+])?$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\[([^]]+)]");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)");

    @Test
    void thePictureOfModulesIsTheBuilds() throws IOException {
        String page = Files.readString(PAGE);
        String picture = page.substring(page.indexOf("flowchart TD"), page.indexOf("## Ten decisions"));
        Map<String, String> labels = new HashMap<>();
        matches(LABEL, picture).forEach(label -> labels.put(label.group(1), label.group(2)));
        Set<String> drawn = new TreeSet<>();
        matches(ARROW, picture)
                .forEach(arrow -> drawn.add("%s --> %s"
                        .formatted(
                                labels.getOrDefault(arrow.group(1), arrow.group(1)),
                                labels.getOrDefault(arrow.group(2), arrow.group(2)))));

        assertThat(drawn).isEqualTo(built());
    }

    @Test
    void whatThePageLinksIsThere() throws IOException {
        assertThat(matches(LINK, Files.readString(PAGE))).isNotEmpty().allSatisfy(link -> assertThat(
                        PAGE.resolveSibling(link.group(1)))
                .exists());
    }

    private static Set<String> built() throws IOException {
        Map<String, String> moduleByArtifact = new HashMap<>();
        Map<String, String> poms = new HashMap<>();
        for (MatchResult module : matches(MODULE, Files.readString(HOME.resolve("pom.xml")))) {
            String pom = Files.readString(HOME.resolve(module.group(1)).resolve("pom.xml"));
            poms.put(module.group(1), pom);
            matches(ARTIFACT, pom).forEach(artifact -> moduleByArtifact.put(artifact.group(1), module.group(1)));
        }
        Set<String> arrows = new TreeSet<>();
        poms.forEach((module, pom) -> {
            for (MatchResult dependency : matches(DEPENDENCY, pom)) {
                String used = moduleByArtifact.get(dependency.group(1));
                boolean isCompiledWith = !dependency.group(2).contains("<scope>");
                if (used != null && isCompiledWith) {
                    arrows.add("%s --> %s".formatted(module, used));
                }
            }
        });
        return arrows;
    }

    private static List<MatchResult> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }
}
