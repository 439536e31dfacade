package io.drey.format.envelope;

import com.google.auto.service.AutoService;
import io.drey.format.Envelope;
import io.drey.format.FormatOptions;
import io.drey.format.Opening;
import io.drey.format.Openings;
import java.util.Optional;

/** Opens lines that runtimes of Kubernetes write. */
@AutoService(Openings.class)
public final class CriOpenings implements Openings {

    @Override
    public Optional<Opening> opening(Envelope envelope, boolean wholeRecords, FormatOptions options) {
        return envelope == Envelope.CRI || envelope == Envelope.AUTO ? Optional.of(new CriOpening()) : Optional.empty();
    }
}
