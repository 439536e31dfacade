package io.drey.format.enrich;

import static java.util.Objects.requireNonNull;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import java.util.Optional;

/**
 * Where an address is, and whose network it is in.
 *
 * @param field the field that has the address
 */
public record GeoRule(Field field) implements EnrichRule {

    static final String WORD = "geo";

    public GeoRule {
        requireNonNull(field, "field is null");
    }

    @Override
    public String written() {
        return field == Field.SOURCE_IP ? WORD : WORD + " " + field.ecsName();
    }

    @Override
    public boolean makes(String openName) {
        return openName.startsWith(prefix() + "geo.") || openName.startsWith(prefix() + "as.");
    }

    private String prefix() {
        return field == Field.SOURCE_IP ? "source." : "destination.";
    }

    @Override
    public boolean apply(EventBuilder event, EnrichmentSources sources) {
        return sources.geo().enrich(event, field, prefix());
    }

    @Override
    public Optional<String> problem(EnrichmentSources sources) {
        return sources.geo().hasDatabase()
                ? Optional.empty()
                : Optional.of(
                        "'%s' finds nothing, as there is no database that can be read: name one with the job's setting ingest-geo-databases, or drey parse --geo-database"
                                .formatted(written()));
    }
}
