package io.drey.rules.sigma;

import io.drey.event.FieldName;
import java.util.Optional;

/** What the fields that somebody writes are called here. */
interface FieldNaming {

    /**
     * The field that is meant.
     *
     * @throws RefusedException if there is none
     */
    FieldName field(String written, At at);

    /** A known field that may be meant by one that is taken as the writer's own. */
    Optional<String> similar(String written);
}
