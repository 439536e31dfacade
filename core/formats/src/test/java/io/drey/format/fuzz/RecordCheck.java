package io.drey.format.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Rejection;
import io.drey.format.FileOrigin;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.ParsedBytes;
import io.drey.format.Parsing;
import java.util.Arrays;
import java.util.function.Supplier;

/** What must hold of a record on its way through a pipeline: it becomes events and dead letters, numbered one by one, and never nothing. */
final class RecordCheck {

    private final LinePipeline pipeline;
    private final LogEventCodec codec = new LogEventCodec();

    RecordCheck(LineSettings settings) {
        this.pipeline = new LinePipeline(settings);
    }

    void check(byte[] record) {
        Supplier<String> seen = () -> Arrays.toString(record);
        byte[] before = record.clone();
        Numbered numbered = new Numbered(record, seen);
        pipeline.process(Parsing.event(record), numbered);
        assertThat(numbered.count).as(seen).isPositive();
        assertThat(record).as("the record's own bytes").isEqualTo(before);
    }

    private final class Numbered implements LinePipeline.Output {

        private final byte[] record;
        private final Supplier<String> seen;
        private int count;

        private Numbered(byte[] record, Supplier<String> seen) {
            this.record = record;
            this.seen = seen;
        }

        @Override
        public void event(EventBuilder event) {
            assertThat(event.index()).as(seen).isEqualTo(count++);
            assertThat(event.has(Field.EVENT_ORIGINAL)).as(seen).isTrue();
            ParsedBytes.checkEvent(codec, event, seen);
        }

        @Override
        public void dropped(LogEvent at, String reason) {
            throw new AssertionError("dropped by " + reason + ": " + seen.get());
        }

        @Override
        public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
            assertThat(at.index()).as(seen).isEqualTo(count++);
            assertThat(from).as(seen).isBetween(0, to);
            assertThat(to).as(seen).isLessThanOrEqualTo(at.bytes().length);
            assertThat(rejection.column()).as(seen).isBetween(0, to - from + 1);
            if (count == 1 && to - from == record.length) {
                assertThat(Arrays.copyOfRange(at.bytes(), from, to)).as(seen).isEqualTo(record);
            }
        }
    }
}
