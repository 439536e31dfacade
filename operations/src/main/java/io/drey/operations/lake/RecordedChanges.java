package io.drey.operations.lake;

import io.drey.configuration.Document;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.Lake;
import io.drey.lake.audit.DocumentChanges;
import io.drey.operations.control.ControlPlane;
import io.drey.operations.control.HistoryEntry;
import java.util.Optional;

/** Takes what control topics tell of documents into the lake, where auditors look for it. */
public final class RecordedChanges {

    private RecordedChanges() {}

    /**
     * Adds what was published since.
     *
     * @param tenant only of this tenant; empty for all
     * @return how many changes were added
     * @throws io.drey.operations.OperationException if Kafka does not answer
     */
    public static int update(Lake lake, KafkaSettings kafka, Optional<String> tenant) {
        try (ControlPlane plane = ControlPlane.connect(kafka)) {
            return DocumentChanges.record(
                    lake,
                    plane.read(tenant).history().stream()
                            .filter(entry -> tenant.map(entry.tenant()::equals).orElse(true))
                            .map(RecordedChanges::change)
                            .toList());
        }
    }

    private static DocumentChanges.Change change(HistoryEntry entry) {
        return new DocumentChanges.Change(
                entry.tenant(),
                entry.kind().singular(),
                entry.name(),
                entry.revision().version(),
                entry.revision().time(),
                entry.revision().author(),
                entry.document().map(Document::content).map(Object::toString));
    }
}
