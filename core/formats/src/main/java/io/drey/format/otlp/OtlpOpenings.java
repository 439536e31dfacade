package io.drey.format.otlp;

import com.google.auto.service.AutoService;
import io.drey.format.Envelope;
import io.drey.format.FormatOptions;
import io.drey.format.Opening;
import io.drey.format.Openings;
import java.util.Optional;

/** Opens export requests of OpenTelemetry. */
@AutoService(Openings.class)
public final class OtlpOpenings implements Openings {

    @Override
    public Optional<Opening> opening(Envelope envelope, boolean wholeRecords, FormatOptions options) {
        return envelope == Envelope.OTLP || envelope == Envelope.AUTO
                ? Optional.of(new OtlpRecords(wholeRecords, options))
                : Optional.empty();
    }
}
