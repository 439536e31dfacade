package io.drey.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What one page says of another is there: files, headings that links lead to, and the schedules that come along. */
class LinksTest {

    private static final Path HOME =
            Path.of(System.getProperty("drey.home")).toAbsolutePath().normalize();
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git", ".drey");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern LINK = Pattern.compile("]\\((?![a-z]+:)([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.*)$");
    private static final Pattern LINKED_WORDS = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");
    private static final Pattern NO_PART_OF_AN_ANCHOR = Pattern.compile("[^\\p{L}\\p{N} _-]");
    private static final Pattern SCHEDULE = Pattern.compile("(?m)^  - name: (\\S+)");
    private static final int MANY = 80;

    private final Map<Path, Set<String>> anchors = new HashMap<>();

    @Test
    void everyLinkLeadsToAFileAndToAHeadingInIt() throws IOException {
        List<String> dead = new ArrayList<>();
        List<Path> pages = pages();
        for (Path page : pages) {
            for (MatchResult link : LINK.matcher(withoutBlocks(page)).results().toList()) {
                String[] parts = link.group(1).split("#", 2);
                Path file = parts[0].isEmpty()
                        ? page
                        : page.resolveSibling(parts[0]).normalize();
                boolean leadsThere = Files.exists(file)
                        && (parts.length == 1
                                || !file.toString().endsWith(".md")
                                || anchors(file).contains(parts[1]));
                if (!leadsThere) {
                    dead.add(HOME.relativize(page) + ": " + link.group(1));
                }
            }
        }
        assertThat(pages).hasSizeGreaterThan(MANY);
        assertThat(dead).isEmpty();
    }

    @Test
    void everyScheduleThatComesAlongIsOnThePageOfOperators() throws IOException {
        String page = Files.readString(HOME.resolve("docs/operate.md"));
        String schedules =
                Files.readString(HOME.resolve("scheduler/src/main/resources/io/drey/schedule/defaults.yaml"));
        assertThat(SCHEDULE.matcher(schedules).results().map(schedule -> schedule.group(1)))
                .hasSizeGreaterThan(8)
                .allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        List<Path> folders = new ArrayList<>(List.of(HOME));
        while (!folders.isEmpty()) {
            try (Stream<Path> entries = Files.list(folders.remove(folders.size() - 1))) {
                entries.forEach(entry -> {
                    if (Files.isDirectory(entry)) {
                        if (!NOT_OURS.contains(entry.getFileName().toString())) {
                            folders.add(entry);
                        }
                    } else if (entry.toString().endsWith(".md")) {
                        pages.add(entry);
                    }
                });
            }
        }
        return pages;
    }

    private static String withoutBlocks(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page)).replaceAll("");
    }

    /** As they are made of headings where the pages are read: the second of the same is followed by {@code -1}. */
    private Set<String> anchors(Path page) {
        return anchors.computeIfAbsent(page, any -> {
            Set<String> found = new HashSet<>();
            try {
                for (MatchResult heading :
                        HEADING.matcher(withoutBlocks(page)).results().toList()) {
                    String words = LINKED_WORDS.matcher(heading.group(1)).replaceAll("$1");
                    String anchor = NO_PART_OF_AN_ANCHOR
                            .matcher(words.strip().toLowerCase(Locale.ROOT))
                            .replaceAll("")
                            .replace(' ', '-');
                    String name = anchor;
                    for (int again = 1; !found.add(name); again++) {
                        name = anchor + "-" + again;
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return found;
        });
    }
}
