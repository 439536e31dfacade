package io.drey.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Alert;
import io.drey.event.DeadLetter;
import io.drey.event.Field;
import io.drey.event.LogEventSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LakeTableTest {

    @Test
    void logsHasTheColumnsOfTheEventsTopicAndTheDay() {
        List<String> expected = new ArrayList<>(List.of("tenant", "dataset", "ts", "event_created", "event_ingested"));
        expected.addAll(List.of("raw_topic_id", "raw_topic", "raw_partition", "raw_offset", "raw_index"));
        expected.addAll(List.of("day", "ts_suspect"));
        Arrays.stream(Field.values()).map(Field::columnName).forEach(expected::add);
        expected.add(1 + expected.indexOf("event_timezone"), "event_renderer");
        expected.add(1 + expected.indexOf("destination_port"), "labels");

        assertThat(names(LakeTable.LOGS)).isEqualTo(expected).containsAll(avroNames(LogEventSchema.AVRO));
    }

    @Test
    void alertsAndDeadLettersHaveTheColumnsOfTheirTopics() {
        // Those that are staged are in no lake.
        assertThat(names(LakeTable.ALERTS))
                .isEqualTo(avroNames(Alert.AVRO).stream()
                        .filter(name -> !name.equals("staged"))
                        .toList());
        assertThat(names(LakeTable.DEAD_LETTERS)).isEqualTo(avroNames(DeadLetter.AVRO));
    }

    @Test
    void columnsKeepTheirIds() {
        assertThat(LakeTable.LOGS.schema().findField("tenant").fieldId()).isEqualTo(1);
        assertThat(LakeTable.LOGS.schema().findField("ts").fieldId()).isEqualTo(3);
        assertThat(LakeTable.LOGS.schema().findField("ts_suspect").fieldId()).isEqualTo(12);
        assertThat(LakeTable.LOGS.schema().findField("source_ip").fieldId()).isEqualTo(13);
        assertThat(LakeTable.LOGS.schema().findField("event_original").fieldId())
                .isEqualTo(30);
        assertThat(LakeTable.ALERTS
                        .schema()
                        .findField("evidence.element.event_original")
                        .fieldId())
                .isEqualTo(19);
        assertThat(LakeTable.DEAD_LETTERS.schema().findField("raw_sha256").fieldId())
                .isEqualTo(13);
        assertThat(LakeTable.DEAD_LETTERS.schema().findField("log_file_path").fieldId())
                .isEqualTo(14);
    }

    @ParameterizedTest
    @EnumSource(LakeTable.class)
    void isCreatedAsDeclared(LakeTable table, @TempDir Path folder) {
        try (Lake lake = Lake.open(LakeSettings.inFolder(folder.toUri().toString()))) {
            lake.init();

            assertThat(lake.table(table).schema().asStruct())
                    .isEqualTo(table.schema().asStruct());
            assertThat(lake.table(table).spec().toString())
                    .isEqualTo(table.spec().toString());
            assertThat(lake.table(table).properties()).containsEntry("write.parquet.compression-codec", "zstd");
        }
    }

    @Test
    void columnsThatFollowFromOthersSayWhenTheyAreStored() {
        assertThat(LakeTable.LOGS.schema().findField("source_address").doc())
                .endsWith("; stored where it is not source_ip");
        assertThat(LakeTable.LOGS.schema().findField("url_original").doc())
                .endsWith("; stored where it is not url_path?url_query");
        assertThat(LakeTable.LOGS.schema().findField("event_original").doc())
                .endsWith("; stored where no renderer gives it back");
    }

    @Test
    void partitionsByTenantAndDay() {
        assertThat(LakeTable.LOGS.spec().fields())
                .extracting(field -> field.name() + " " + field.transform())
                .containsExactly("tenant identity", "day identity");
        assertThat(LakeTable.ALERTS.spec().fields())
                .extracting(field -> field.name() + " " + field.transform())
                .containsExactly("tenant identity", "ts_day day");
        assertThat(LakeTable.DEAD_LETTERS.spec().fields())
                .extracting(field -> field.name() + " " + field.transform())
                .containsExactly("tenant identity", "event_created_day day");
    }

    private static List<String> names(LakeTable table) {
        return table.schema().columns().stream().map(Types.NestedField::name).toList();
    }

    private static List<String> avroNames(Schema schema) {
        return schema.getFields().stream().map(Schema.Field::name).toList();
    }
}
