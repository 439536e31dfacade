package io.drey.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All settings that there are, of every job and every command. A job's jar has only its own classes, so it knows from here which
 * keys of a shared file are another job's. {@code settings.json} is made of the {@code ConfigOption}s; a test of the command line,
 * which sees all modules, fails when they differ.
 *
 * @param settings sorted by key
 */
public record SettingsCatalogue(List<Setting> settings) {

    private static final String RESOURCE = "settings.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    public SettingsCatalogue {
        settings = settings.stream().sorted(Comparator.comparing(Setting::key)).toList();
    }

    /** The one in the jar. */
    public static SettingsCatalogue ofDrey() {
        return Shipped.CATALOGUE;
    }

    /** Read once, and only where it is asked for. */
    private static final class Shipped {

        private static final SettingsCatalogue CATALOGUE = read();

        private static SettingsCatalogue read() {
            try (InputStream in = SettingsCatalogue.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("the build left out " + RESOURCE);
                }
                return new SettingsCatalogue(List.of(JSON.readValue(in, Setting[].class)));
            } catch (IOException e) {
                throw new UncheckedIOException("reading " + RESOURCE + " from the jar", e);
            }
        }
    }

    /** The text of {@code settings.json}. */
    public String json() {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter().withArrayIndenter(lines).withObjectIndenter(lines);
        try {
            return JSON.writer(printer).writeValueAsString(settings) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings cannot be written as JSON", e);
        }
    }

    /** The setting that a key means, by today's or an earlier name. */
    Optional<Setting> find(String key) {
        return settings.stream()
                .filter(setting -> setting.keyMeantBy(key).isPresent())
                .findFirst();
    }

    /** The keys that a job reads. */
    public List<String> keysOf(String job) {
        return settings.stream()
                .filter(setting -> setting.jobs().contains(job))
                .map(Setting::key)
                .toList();
    }

    /** Whether anything reads a key: one of our jobs or commands, or Flink. */
    public boolean knows(String key) {
        return find(key).isPresent() || isFlinks(key);
    }

    /** Whether a key is Flink's, and not one of ours with dots in it. */
    public boolean isFlinks(String key) {
        return FlinkKeys.contains(key) && find(kebabCase(key)).isEmpty();
    }

    /** What may be meant by a key that is none, if something is close; of several the ones that come first. */
    Optional<String> closest(String key, List<String> first) {
        String whole = kebabCase(key);
        if (find(whole).isPresent()) {
            return Optional.of(whole);
        }
        return Stream.of(first, settings.stream().map(Setting::key).toList())
                .map(keys -> Spelling.closest(whole, keys))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> closestMap(key));
    }

    /** The same for what stands before the first dot, of a setting that has parts. */
    private Optional<String> closestMap(String key) {
        int dot = key.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        List<String> maps =
                settings.stream().filter(Setting::isMap).map(Setting::key).toList();
        return Spelling.closest(key.substring(0, dot), maps).map(map -> map + key.substring(dot));
    }

    private static String kebabCase(String key) {
        return key.toLowerCase(Locale.ROOT).replace('.', '-').replace('_', '-');
    }
}
