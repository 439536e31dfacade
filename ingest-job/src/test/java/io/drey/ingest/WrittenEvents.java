package io.drey.ingest;

import io.drey.event.EventRecordReader;
import io.drey.event.LogEvent;
import io.drey.job.kafka.OutgoingRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The events that stand in records on their way to topics, in their order. */
final class WrittenEvents {

    private WrittenEvents() {}

    static List<LogEvent> of(Collection<OutgoingRecord> records) {
        EventRecordReader reader = new EventRecordReader();
        List<LogEvent> events = new ArrayList<>();
        for (OutgoingRecord record : records) {
            if (!record.topic().startsWith("events.")) {
                continue;
            }
            reader.open(record.value());
            while (reader.next()) {
                LogEvent event = reader.event();
                if (event == null) {
                    throw new AssertionError(reader.damage());
                }
                events.add(event);
            }
        }
        return events;
    }
}
