package io.drey.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The name of what an event says, dotted: the one way that filters, templates, rules, metrics, holds, erasures and queries
 * name it. It is a {@linkplain Field fixed} field, an open one, or part of the envelope that every event has.
 */
public sealed interface FieldName {

    /** The name as it is written: {@code source.ip}, {@code labels.order.id}, {@code @timestamp}. */
    String dotted();

    /** Whether the value may say who somebody is; an open field's may unless its dataset says otherwise. */
    boolean isPersonal();

    /** A field that has a column of its own. */
    record Fixed(Field field) implements FieldName {

        public Fixed {
            requireNonNull(field, "field is null");
        }

        @Override
        public String dotted() {
            return field.ecsName();
        }

        @Override
        public boolean isPersonal() {
            return field.isPersonal();
        }

        @Override
        public String toString() {
            return dotted();
        }
    }

    /** A field that some lines have. */
    record Open(String dotted) implements FieldName {

        public Open {
            requireNonNull(dotted, "dotted is null");
        }

        @Override
        public boolean isPersonal() {
            return true;
        }

        @Override
        public String toString() {
            return dotted;
        }
    }

    /** What every event has beside its fields. */
    enum Envelope implements FieldName {
        /** When it happened, as text by ISO 8601. */
        TIMESTAMP("@timestamp"),
        TENANT("data_stream.namespace"),
        DATASET("data_stream.dataset"),
        /** See {@link Position#eventId()}. */
        EVENT_ID("event.id"),
        /** When the line arrived, as text by ISO 8601. */
        EVENT_CREATED("event.created"),
        /** When the line was parsed, as text by ISO 8601. */
        EVENT_INGESTED("event.ingested");

        private final String dotted;

        Envelope(String dotted) {
            this.dotted = dotted;
        }

        /** This part of an event's envelope, as text. */
        String text(EventOrigin origin, long offset, int index, long micros, long created, long ingested) {
            return switch (this) {
                case TIMESTAMP -> iso(micros);
                case TENANT -> origin.datasetId().tenant();
                case DATASET -> origin.datasetId().dataset();
                case EVENT_ID ->
                    new Position(origin.topicId(), origin.topic(), origin.partition(), offset, index).eventId();
                case EVENT_CREATED -> iso(created * 1000L);
                case EVENT_INGESTED -> iso(ingested * 1000L);
            };
        }

        private static String iso(long micros) {
            return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L)
                    .toString();
        }

        @Override
        public String dotted() {
            return dotted;
        }

        @Override
        public boolean isPersonal() {
            return false;
        }

        @Override
        public String toString() {
            return dotted;
        }
    }

    /** The name of a fixed field. */
    static FieldName of(Field field) {
        return Names.FIXED.get(field.ecsName());
    }

    /** The name that somebody wrote, or empty if nothing can have it. */
    static Optional<FieldName> find(String written) {
        FieldName fixed = Names.FIXED.get(written);
        if (fixed != null) {
            return Optional.of(fixed);
        }
        return OpenNames.isOpen(written) ? Optional.of(new Open(written)) : Optional.empty();
    }

    /**
     * The name that somebody wrote.
     *
     * @throws IllegalArgumentException if it is none, with what may have been meant
     */
    static FieldName parse(String written) {
        return find(written)
                .orElseThrow(() ->
                        new IllegalArgumentException("unknown field '%s'%s; fields of your own are called labels.<name>"
                                .formatted(Printable.of(written), Names.suggestion(written))));
    }

    /** The names of what all events may have: the envelope's and the fixed fields', by what is written. */
    final class Names {

        private static final Map<String, FieldName> FIXED = fixed();

        private Names() {}

        private static Map<String, FieldName> fixed() {
            Map<String, FieldName> names = new HashMap<>();
            Arrays.stream(Field.values()).forEach(field -> names.put(field.ecsName(), new Fixed(field)));
            Arrays.stream(Envelope.values()).forEach(part -> names.put(part.dotted(), part));
            return Map.copyOf(names);
        }

        private static String suggestion(String written) {
            String fixed = Spelling.suggestion(written, FIXED.keySet());
            if (fixed.startsWith(": did you mean")) {
                return fixed;
            }
            String open = Spelling.suggestion(written, OpenNames.published());
            return open.startsWith(": did you mean") ? open : "";
        }
    }
}
