package io.drey.lake.reparse;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.lake.LakeTable;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;

class PositionsTest {

    private final Positions positions = new Positions();

    @Test
    void aPositionIsTopicPartitionOffsetAndIndex() {
        assertThat(positions.isEmpty()).isTrue();
        assertThat(positions.add(row("a", 1, 4096, 0))).isTrue();

        assertThat(positions.add(row("a", 1, 4096, 0))).isFalse();
        assertThat(positions.contains(row("a", 1, 4096, 0))).isTrue();
        assertThat(positions.contains(row("b", 1, 4096, 0))).isFalse();
        assertThat(positions.contains(row("a", 2, 4096, 0))).isFalse();
        assertThat(positions.contains(row("a", 1, 4095, 0))).isFalse();
        assertThat(positions.contains(row("a", 1, 0, 0))).isFalse();
        assertThat(positions.contains(row("a", 1, 4096, 1))).isFalse();
        assertThat(positions.isEmpty()).isFalse();
    }

    @Test
    void theLowestAndTheHighestOffsetAreThoseOfAllPartitions() {
        positions.add(row("a", 1, 7_000_000_000L, 0));
        positions.add(row("a", 2, 12, 0));

        assertThat(positions.leastOffset()).isEqualTo(12);
        assertThat(positions.greatestOffset()).isEqualTo(7_000_000_000L);
    }

    private static Record row(String topicId, int partition, long offset, int index) {
        Record row = GenericRecord.create(LakeTable.DEAD_LETTERS.schema());
        row.setField("raw_topic_id", topicId);
        row.setField("raw_partition", partition);
        row.setField("raw_offset", offset);
        row.setField("raw_index", index);
        return row;
    }
}
