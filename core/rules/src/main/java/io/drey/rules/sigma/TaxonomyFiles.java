package io.drey.rules.sigma;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drey.event.FieldName;
import io.drey.rules.sigma.YamlValue.Entry;
import io.drey.rules.sigma.YamlValue.Mapping;
import io.drey.rules.sigma.YamlValue.Scalar;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The taxonomies of this build: the files {@code taxonomy/*.yml} beside this class, one a product or category. */
final class TaxonomyFiles {

    /** The files, without their ending. */
    static final List<String> NAMES =
            List.of("webserver", "proxy", "firewall", "dns", "linux", "process", "windows", "aws", "antivirus", "zeek");

    static final TaxonomyFiles SHIPPED = new TaxonomyFiles(
            NAMES.stream().flatMap(name -> read(name).stream()).toList());

    private final List<Source> sources;

    private TaxonomyFiles(List<Source> sources) {
        this.sources = sources;
    }

    /**
     * What a file says of logs.
     *
     * @param logsource which logs
     * @param fields what a field is called here, by its name in rules
     * @param others what all other fields' names begin with
     * @param isClosed whether there are no other fields
     * @param events what an event of such logs is like
     */
    record Source(
            Logsource logsource,
            Map<String, String> fields,
            Optional<String> others,
            boolean isClosed,
            Optional<YamlValue> events) {

        private int precision() {
            return (int) (logsource.category().stream().count()
                    + logsource.product().stream().count()
                    + logsource.service().stream().count());
        }
    }

    /** What applies to logs of a source, the most precise first. */
    List<Source> of(Logsource logsource) {
        return sources.stream()
                .filter(source -> logsource.isWithin(source.logsource))
                .sorted(Comparator.comparingInt(Source::precision).reversed())
                .toList();
    }

    List<Source> all() {
        return sources;
    }

    private static List<Source> read(String name) {
        String resource = "taxonomy/%s.yml".formatted(name);
        try (InputStream file = TaxonomyFiles.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException("the build lacks its own %s".formatted(resource));
            }
            return sources(resource, new String(file.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the build's own %s cannot be read".formatted(resource), e);
        }
    }

    private static List<Source> sources(String resource, String text) {
        Problems problems = new Problems(resource);
        List<Source> sources = new ArrayList<>();
        for (YamlDocuments.Part part : YamlDocuments.split(text)) {
            part.read(problems).ifPresent(value -> sources.add(source((Mapping) value)));
        }
        if (problems.areRefusals()) {
            throw new IllegalStateException("the build's own taxonomy: " + problems.found());
        }
        return sources;
    }

    private static Source source(Mapping document) {
        Mapping logsource = (Mapping) document.get("logsource").orElseThrow();
        Map<String, String> fields = new LinkedHashMap<>();
        document.get("fields")
                .ifPresent(map -> ((Mapping) map).entries().forEach(entry -> fields.put(entry.key(), text(entry))));
        fields.values().forEach(FieldName::parse);
        return new Source(
                new Logsource(text(logsource, "category"), text(logsource, "product"), text(logsource, "service")),
                Map.copyOf(fields),
                text(document, "others"),
                text(document, "closed").isPresent(),
                document.get("events"));
    }

    private static Optional<String> text(Mapping map, String key) {
        return map.entry(key).map(TaxonomyFiles::text);
    }

    private static String text(Entry entry) {
        return ((Scalar) entry.value()).text();
    }
}
