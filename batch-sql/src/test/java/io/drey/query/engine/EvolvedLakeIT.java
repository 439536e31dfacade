package io.drey.query.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.lake.Lake;
import io.drey.lake.LakeException;
import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.query.catalog.QueryRequest;
import io.drey.testing.FlinkCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flink SQL over rows that landed before and after columns were added, widened and renamed. */
@FlinkCluster(slots = 2)
class EvolvedLakeIT {

    private static final QueryRequest LINES = QueryRequest.ofSql(
            "SELECT event_original FROM logs ORDER BY raw_offset", Map.of("tenant", EvolvedLake.TENANT));

    @TempDir
    private Path folder;

    @Test
    void flinkReadsOldAndNewRowsUnderTheNewNames() throws Exception {
        LakeSettings settings = LakeSettings.inFolder(folder.toUri().toString());
        QueryEngine engine = new FlinkQueryEngine(settings);
        try (Lake lake = Lake.open(settings)) {
            lake.init();
            EvolvedLake.landBefore(settings);
            lake.asItIs(LakeTable.LOGS)
                    .updateSchema()
                    .addColumn("note", Types.StringType.get())
                    .updateColumn("raw_partition", Types.LongType.get())
                    .renameColumn("http_request_referrer", "referrer")
                    .commit();
            EvolvedLake.landAfter(settings);

            assertThat(EvolvedLake.flinkRows(settings)).isEqualTo(EvolvedLake.ROWS);
            assertThatThrownBy(() -> engine.run(LINES))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("its column http_request_referrer was renamed to referrer");

            lake.asItIs(LakeTable.LOGS)
                    .updateSchema()
                    .renameColumn("referrer", "http_request_referrer")
                    .commit();
            // Whoever asks for a snapshot sees the names of its time: one is made that has them.
            lake.asItIs(LakeTable.LOGS).newAppend().commit();
            List<String> lines = new ArrayList<>();
            try (QueryResult result = engine.run(LINES)) {
                result.forEachRemaining(row -> lines.add(new String((byte[]) row.get(0), UTF_8)));
            }
            assertThat(lines)
                    .startsWith(EvolvedLake.BEFORE.toArray(String[]::new))
                    .endsWith(EvolvedLake.AFTER.toArray(String[]::new))
                    .hasSize(4);
        }
    }
}
