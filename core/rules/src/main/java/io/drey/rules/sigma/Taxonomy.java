package io.drey.rules.sigma;

import static io.drey.rules.sigma.RefusedException.quoted;

import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.OpenNames;
import io.drey.rules.sigma.TaxonomyFiles.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the fields of a rule are called here, by its logsource. A field is, by the first that applies:
 *
 * <ol>
 *   <li>what the taxonomy's file maps it to;
 *   <li>itself, where it is a name that all may have: of ECS, of OpenTelemetry, of a product, or {@code labels.<name>};
 *   <li>what the file puts before all others ({@code winlog.event_data.<name>});
 *   <li>refused, where the file says that it knows all of them;
 *   <li>where a member of that name is kept when a JSON line has it: {@code labels.<name>}.
 * </ol>
 */
final class Taxonomy implements FieldNaming {

    /** The names of ECS and nothing else: {@code taxonomy: ecs}. */
    static final Taxonomy ECS = new Taxonomy("ecs", List.of());

    private final String name;
    private final List<Source> sources;

    private Taxonomy(String name, List<Source> sources) {
        this.name = name;
        this.sources = sources;
    }

    /** Sigma's own taxonomy for logs of a source. */
    static Taxonomy of(Logsource logsource) {
        return new Taxonomy(logsource.toString(), TaxonomyFiles.SHIPPED.of(logsource));
    }

    @Override
    public FieldName field(String written, At at) {
        Optional<FieldName> mapped = mapped(written);
        if (mapped.isPresent()) {
            return mapped.get();
        }
        Optional<FieldName> common = FieldName.find(written);
        if (common.isPresent()) {
            return common.get();
        }
        if (written.isBlank()) {
            throw new RefusedException(at, "a field without a name", "name it before the modifiers");
        }
        if (this == ECS) {
            throw unknownEcs(written, at);
        }
        for (Source source : sources) {
            if (source.others().isPresent()) {
                return open(source.others().get() + written);
            }
        }
        if (sources.stream().anyMatch(Source::isClosed)) {
            throw new RefusedException(
                    at,
                    "unknown field %s for logs of %s".formatted(quoted(written), name),
                    Suggestion.of(
                            written,
                            known(),
                            "use one of %s, a name of ECS, or labels.<name> for a field of your own"
                                    .formatted(String.join(", ", known()))));
        }
        return open(OpenNames.ofMember(written));
    }

    private Optional<FieldName> mapped(String written) {
        for (Source source : sources) {
            String mapped = source.fields().get(written);
            if (mapped != null) {
                return Optional.of(FieldName.parse(mapped));
            }
        }
        return Optional.empty();
    }

    private static FieldName open(String dotted) {
        return FieldName.parse(OpenNames.isOpen(dotted) ? dotted : OpenNames.LABELS + dotted);
    }

    private static RefusedException unknownEcs(String written, At at) {
        Set<String> names = new TreeSet<>(OpenNames.published());
        Arrays.stream(Field.values()).map(Field::ecsName).forEach(names::add);
        return new RefusedException(
                at,
                "unknown field %s".formatted(quoted(written)),
                Suggestion.of(written, names, "use a name of ECS, or labels.<name> for a field of your own"));
    }

    @Override
    public Optional<String> similar(String written) {
        if (mapped(written).isPresent() || FieldName.find(written).isPresent()) {
            return Optional.empty();
        }
        return Suggestion.closest(written, known()).filter(close -> isTypingError(written, close));
    }

    /** Short names are alike by chance. */
    private static boolean isTypingError(String written, String close) {
        return written.equalsIgnoreCase(close) || Math.min(written.length(), close.length()) >= 8;
    }

    private Set<String> known() {
        Set<String> known = new TreeSet<>();
        sources.forEach(source -> known.addAll(source.fields().keySet()));
        return known;
    }

    /** What an event must be like to be of such logs, as detections; none where events do not tell. */
    List<YamlValue> events() {
        List<YamlValue> events = new ArrayList<>();
        sources.forEach(source -> source.events().ifPresent(events::add));
        return events;
    }
}
