package io.drey.rules.sigma;

import io.drey.rules.sigma.SigmaDocument.Place;
import io.drey.rules.sigma.YamlValue.Mapping;
import java.util.Optional;

/** A document while it is read. */
final class Draft {

    /** What a document is, by the key that only such have. */
    enum Kind {
        RULE("detection"),
        CORRELATION("correlation"),
        FILTER("filter"),
        PATTERN("pattern");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }
    }

    /** How far the reading is; a correlation that is met while it is open stands in a circle. */
    enum State {
        NEW,
        OPEN,
        DONE
    }

    final Kind kind;
    final Mapping document;
    final Problems problems;
    final SigmaHeader header;
    final Place place;
    State state = State.NEW;
    Logsource logsource;
    Taxonomy taxonomy;
    SigmaDocument result;

    Draft(Kind kind, Mapping document, Problems problems) {
        this.kind = kind;
        this.document = document;
        this.problems = problems;
        this.header = new Header(document, problems).read();
        this.place = new Place(problems.file(), document.at().line());
    }

    /** The document as it was read; empty where it is refused. */
    Optional<SigmaDocument> result() {
        return problems.areRefusals() ? Optional.empty() : Optional.ofNullable(result);
    }

    /** For messages. */
    String called() {
        return RefusedException.quoted(header.name().orElse(header.id()));
    }
}
