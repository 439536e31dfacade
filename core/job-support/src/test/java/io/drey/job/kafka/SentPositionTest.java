package io.drey.job.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentPositionTest {

    @Test
    void theHeaderGivesBackWhatItSays() {
        SentPosition position = new SentPosition("s3://b/ü:1.gz", Long.MAX_VALUE);

        assertThat(SentPosition.of(header(position.encode()))).contains(position);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":", "a", "a:", ":5", "5", "a:-5", "a:5x", "a:9999999999999999999", "a:00000000000000000000"
            })
    void whatIsNoPositionIsNone(String value) {
        assertThat(SentPosition.of(header(value.getBytes(UTF_8)))).isEmpty();
    }

    @Test
    void aSourceThatIsTooLongIsNone() {
        String longest = "x".repeat(SentPosition.LONGEST_SOURCE);

        assertThat(SentPosition.of(header((longest + ":1").getBytes(UTF_8)))).isPresent();
        assertThat(SentPosition.of(header((longest + "x:1").getBytes(UTF_8)))).isEmpty();
        // Each byte becomes three.
        byte[] broken = (longest + ":1").getBytes(UTF_8);
        java.util.Arrays.fill(broken, 0, longest.length(), (byte) 0xFF);
        assertThat(SentPosition.of(header(broken))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new SentPosition(longest + "x", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new SentPosition("x", -1));
    }

    @Test
    void aRawRecordHasThePositionThatItsSenderGives() {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("raw.acme.access", 3, 42, null, new byte[] {1});
        assertThat(KafkaEnds.rawRecord(record).source()).isNull();

        record.headers().add(SentPosition.HEADER, new SentPosition("file", 7).encode());
        assertThat(KafkaEnds.rawRecord(record))
                .extracting(RawRecord::source, RawRecord::sourcePosition)
                .containsExactly("file", 7L);
        assertThat(SentPosition.of(new RecordHeader(SentPosition.HEADER, (byte[]) null)))
                .isEqualTo(Optional.empty());
    }

    private static RecordHeader header(byte[] value) {
        return new RecordHeader(SentPosition.HEADER, value);
    }
}
