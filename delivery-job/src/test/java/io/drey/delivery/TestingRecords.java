package io.drey.delivery;

import io.drey.job.kafka.OutgoingRecord;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Keeps records that go to topics, for all tests of the JVM: ask by topic. */
final class TestingRecords implements Sink<OutgoingRecord> {

    static final List<OutgoingRecord> WRITTEN = new CopyOnWriteArrayList<>();

    @Override
    @SuppressWarnings("deprecation") // the interface still asks for it
    public SinkWriter<OutgoingRecord> createWriter(InitContext context) {
        return new Writer();
    }

    @Override
    public SinkWriter<OutgoingRecord> createWriter(WriterInitContext context) {
        return new Writer();
    }

    private static final class Writer implements SinkWriter<OutgoingRecord> {

        @Override
        public void write(OutgoingRecord record, Context context) {
            WRITTEN.add(record);
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
