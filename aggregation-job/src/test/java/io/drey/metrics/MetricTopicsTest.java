package io.drey.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.DeadLetter;
import io.drey.event.Topics;
import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricPointCodec;
import io.drey.event.metric.MetricWindow;
import io.drey.job.kafka.DecodeRecords;
import io.drey.job.kafka.RawRecord;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricTopicsTest {

    private static final MetricPoint REQUESTS = MetricPoint.whole(
            new MetricWindow("acme", "webeu", 1_700_000_000_000L, 10, 0, 60), "total", "requests", 17, 3);

    private OneInputStreamOperatorTestHarness<RawRecord, MetricPoint> reading;

    @BeforeEach
    void open() throws Exception {
        reading = new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(MetricTopics.decoding()));
        reading.open();
    }

    @AfterEach
    void close() throws Exception {
        reading.close();
    }

    @Test
    void aPointOfARegionIsReadAsItWasWritten() throws Exception {
        read("metrics.acme", new MetricPointCodec().encode(REQUESTS));

        assertThat(reading.extractOutputValues()).containsExactly(REQUESTS);
        assertThat(reading.extractOutputValues().get(0).id()).isEqualTo(REQUESTS.id());
    }

    @Test
    void aPointInAnotherTenantsTopicIsRefused() throws Exception {
        read("metrics.other", new MetricPointCodec().encode(REQUESTS));

        assertThat(reading.extractOutputValues()).isEmpty();
        assertThat(refused().tenant()).isEqualTo("other");
        assertThat(refused().reason()).contains("a metric of tenant acme in the topic of tenant other");
    }

    @Test
    void whatIsNoPointIsRefusedWithItsBytes() throws Exception {
        byte[] cut = new byte[20];
        System.arraycopy(new MetricPointCodec().encode(REQUESTS), 0, cut, 0, cut.length);
        read("metrics.acme", cut);

        assertThat(refused().reason()).contains("cut or damaged point of a metric of 20 bytes");
        assertThat(refused().raw()).isEqualTo(cut);

        read("metrics.acme", "{}".getBytes(UTF_8));

        assertThat(reading.extractOutputValues()).isEmpty();
        assertThat(reading.getSideOutput(DecodeRecords.UNREADABLE)).hasSize(2);
    }

    private void read(String topic, byte[] value) throws Exception {
        assertThat(Topics.METRICS.matcher(topic).matches()).isTrue();
        reading.processElement(new RawRecord(topic, 0, 7, 1_700_000_000_000L, value), 0);
    }

    private DeadLetter refused() {
        return reading.getSideOutput(DecodeRecords.UNREADABLE).peek().getValue();
    }
}
