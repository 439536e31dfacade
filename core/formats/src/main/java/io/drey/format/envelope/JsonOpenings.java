package io.drey.format.envelope;

import com.google.auto.service.AutoService;
import io.drey.format.Envelope;
import io.drey.format.FormatOptions;
import io.drey.format.Opening;
import io.drey.format.Openings;
import java.util.Optional;

/** Opens records of shippers that are JSON. */
@AutoService(Openings.class)
public final class JsonOpenings implements Openings {

    @Override
    public Optional<Opening> opening(Envelope envelope, boolean wholeRecords, FormatOptions options) {
        return switch (envelope) {
            case AUTO, DOCKER, FLUENT_BIT, FILEBEAT, VECTOR, RSYSLOG -> Optional.of(new JsonOpening(envelope, options));
            case NONE, CRI, OTLP -> Optional.empty();
        };
    }
}
