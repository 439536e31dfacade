package io.drey.job.clock;

import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.flink.LogEventSerializer;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.testing.SerializerPin;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.junit.jupiter.api.Test;

/** What checkpoints hold of clocks, and of events under way, is read as earlier versions wrote it. */
class StatePinsTest {

    private static final SerializerConfigImpl NONE = new SerializerConfigImpl();

    @Test
    void progressOfPartitions() {
        SerializerPin.of(
                        "partition-progress",
                        TypeInformation.of(PartitionProgress.class).createSerializer(NONE),
                        new PartitionProgress("acme", "access", "topic-id", 3, 42, 1, 1_700_000_000_000L))
                .check();
    }

    @Test
    void timers() {
        SerializerPin.of(
                        "clock-timer",
                        TypeInformation.of(ClockTimer.class).createSerializer(NONE),
                        new ClockTimer("acme", "access", 1_700_000_000_000L))
                .check();
    }

    @Test
    void events() {
        SerializerPin.of("log-event", new LogEventSerializer(), event(), LogEvent::toString)
                .check();
    }

    @Test
    void elementsWithClocks() {
        SerializerPin.of(
                        "clocked-tick",
                        new ClockedTypeInfo<>(Types.STRING).createSerializer(NONE),
                        Clocked.tick(new ClockTick("acme", "access", 1, 1_700_000_000_000L, true), "route"),
                        Clocked::toString)
                .check();
        SerializerPin.of(
                        "clocked-partition-tick",
                        new ClockedTypeInfo<>(Types.STRING).createSerializer(NONE),
                        Clocked.tick(
                                ClockTick.restored(new DatasetId("acme", "access"), 3, 1_700_000_000_000L), "route"),
                        Clocked::toString)
                .check();
        SerializerPin.of(
                        "clocked-event",
                        new ClockedTypeInfo<>(LogEventTypeInfo.INSTANCE).createSerializer(NONE),
                        Clocked.payload(event()),
                        Clocked::toString)
                .check();
    }

    private static LogEvent event() {
        EventBuilder event = new EventBuilder(
                new DatasetId("acme", "access"),
                "topic-id",
                "raw.acme.access",
                3,
                42,
                0,
                1_700_000_000_000L,
                new byte[0]);
        event.timestampMicros(1_700_000_000_000_123L);
        event.append(Field.SOURCE_IP, "192.0.2.7".getBytes(StandardCharsets.UTF_8));
        event.put(Field.HTTP_RESPONSE_STATUS_CODE, 404);
        return event;
    }
}
