package io.drey.benchmarks;

import io.drey.event.EventBatchWriter;
import io.drey.event.EventRecordReader;
import io.drey.event.Field;
import io.drey.event.FieldName;
import io.drey.event.LogEvent;
import io.drey.event.LogEventCodec;
import io.drey.event.Projection;
import io.drey.event.RecentShapes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Events as records of an events topic, in the form of version 1 and of version 2, an event: {@code run jmh
 * EventWireBenchmark -prof gc}. How many bytes an event takes is printed at the end of each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-XX:+UseParallelGC")
public class EventWireBenchmark {

    private static final int EVENTS = 8192;
    private static final int PRODUCER_BATCH = 512 * 1024;

    /** In which form events are. */
    public enum Form {
        VERSION_1 {
            @Override
            void write(LogEvent[] events, List<byte[]> records) {
                LogEventCodec codec = new LogEventCodec();
                for (LogEvent event : events) {
                    records.add(codec.encode(event));
                }
            }
        },
        VERSION_2 {
            @Override
            void write(LogEvent[] events, List<byte[]> records) {
                EventBatchWriter writer = new EventBatchWriter();
                RecentShapes shapes = new RecentShapes();
                writer.begin(shapes);
                for (LogEvent event : events) {
                    if (!writer.takes(event)) {
                        records.add(writer.take());
                        writer.begin(shapes);
                    }
                    writer.add(event);
                }
                records.add(writer.take());
            }
        };

        abstract void write(LogEvent[] events, List<byte[]> records);
    }

    @Param({"COMBINED", "REAL", "JSON"})
    public String input;

    @Param
    public Form form;

    private final EventRecordReader reader = new EventRecordReader();
    private final ByteBuffer producerBatch = ByteBuffer.allocate(2 * PRODUCER_BATCH);
    private Projection three;
    private Projection eight;
    private LogEvent[] events;
    private List<byte[]> records;

    /** Makes the events and their records. */
    @Setup
    public void make() throws IOException {
        boolean isJson = EventWireInput.valueOf(input) == EventWireInput.JSON;
        three = Projection.of(
                isJson
                        ? names(Field.LOG_LEVEL, Field.SERVICE_NAME, Field.TRACE_ID)
                        : names(Field.SOURCE_IP, Field.HTTP_RESPONSE_STATUS_CODE, Field.URL_PATH));
        FieldName[] eightNames = isJson
                ? names(Field.LOG_LEVEL, Field.SERVICE_NAME, Field.TRACE_ID, Field.HOST_NAME, Field.MESSAGE)
                : names(
                        Field.SOURCE_IP,
                        Field.HTTP_RESPONSE_STATUS_CODE,
                        Field.URL_PATH,
                        Field.URL_QUERY,
                        Field.HTTP_REQUEST_METHOD,
                        Field.HTTP_RESPONSE_BODY_BYTES,
                        Field.HTTP_REQUEST_REFERRER,
                        Field.USER_AGENT_ORIGINAL);
        if (isJson) {
            List<FieldName> more = new ArrayList<>(List.of(eightNames));
            more.add(new FieldName.Open("labels.order.id"));
            more.add(new FieldName.Open("labels.payment.method"));
            more.add(new FieldName.Open("labels.elapsed_ms"));
            eightNames = more.toArray(FieldName[]::new);
        }
        eight = Projection.of(eightNames);
        events = EventWireInput.of(EventWireInput.valueOf(input), EVENTS);
        records = write();
    }

    private static FieldName[] names(Field... fields) {
        FieldName[] names = new FieldName[fields.length];
        for (int i = 0; i < fields.length; i++) {
            names[i] = FieldName.of(fields[i]);
        }
        return names;
    }

    /** Says how many bytes an event takes. */
    @TearDown(Level.Trial)
    public void sayBytes() {
        long raw = records.stream().mapToLong(record -> record.length).sum();
        System.out.printf(
                Locale.ROOT,
                "%n%s, %s: %.1f bytes an event, %.1f in Kafka after lz4%n",
                input,
                form,
                (double) raw / EVENTS,
                (double) compress() / EVENTS);
    }

    private List<byte[]> write() {
        List<byte[]> written = new ArrayList<>();
        form.write(events, written);
        return written;
    }

    /** Makes records of events. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public List<byte[]> encode() {
        return write();
    }

    /** Makes Kafka's compressed batches of half a mebibyte of records. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long compress() {
        long bytes = 0;
        MemoryRecordsBuilder builder = null;
        int inBatch = 0;
        for (byte[] record : records) {
            if (builder != null && inBatch + record.length > PRODUCER_BATCH) {
                bytes += builder.build().sizeInBytes();
                builder = null;
            }
            if (builder == null) {
                builder = MemoryRecords.builder(
                        producerBatch.clear(),
                        RecordBatch.CURRENT_MAGIC_VALUE,
                        Compression.of(CompressionType.LZ4).build(),
                        TimestampType.CREATE_TIME,
                        0);
                inBatch = 0;
            }
            builder.append(1_741_000_000_000L, null, record);
            inBatch += record.length;
        }
        return builder == null ? bytes : bytes + builder.build().sizeInBytes();
    }

    /** Reads whole events. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void decode(Blackhole hole) {
        for (byte[] record : records) {
            reader.open(record);
            while (reader.next()) {
                hole.consume(reader.event());
            }
        }
    }

    /** Reads three fields. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long threeFields() {
        return project(three);
    }

    /** Reads eight fields. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long eightFields() {
        return project(eight);
    }

    /** Reads eight fields as an event that has no others. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void eventOfEightFields(Blackhole hole) {
        for (byte[] record : records) {
            reader.open(record);
            while (reader.next()) {
                reader.read(eight);
                hole.consume(eight.toEvent());
            }
        }
    }

    private long project(Projection projection) {
        long sum = 0;
        for (byte[] record : records) {
            reader.open(record);
            while (reader.next()) {
                if (reader.read(projection)) {
                    sum += projection.length(0) + projection.number(1) + projection.offset(2);
                }
            }
        }
        return sum;
    }
}
