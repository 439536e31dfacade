package io.drey.query.engine;

import io.drey.lake.LakeSettings;
import io.drey.lake.LakeTable;
import io.drey.query.SampleLake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.flink.FlinkCatalog;

/** Lines that land before and after somebody adds, widens and renames columns of {@code logs}. */
final class EvolvedLake {

    static final String TENANT = "evolved";

    static final List<String> BEFORE = List.of(line(0), line(1));
    static final List<String> AFTER = List.of(line(2), line(3));

    /** What a query by the new names gives: offset, partition, referring page, and what nobody writes yet. */
    static final String QUERY =
            "SELECT raw_offset, raw_partition, referrer, note FROM %s WHERE tenant = 'evolved' AND referrer <> 'x' ORDER BY raw_offset";

    static final List<String> ROWS = List.of(
            "0 0 http://one.example/0 null",
            "1 0 http://one.example/1 null",
            "2 0 http://one.example/2 null",
            "3 0 http://one.example/3 null");

    private EvolvedLake() {}

    private static String line(int number) {
        return "1.2.3.4 - - [01/Jan/2026:10:00:0%d +0000] \"GET /%d HTTP/1.1\" 200 5 \"http://one.example/%d\" \"x\""
                .formatted(number, number, number);
    }

    static void landBefore(LakeSettings settings) throws Exception {
        SampleLake.land(settings, TENANT, 0, BEFORE);
    }

    static void landAfter(LakeSettings settings) throws Exception {
        SampleLake.land(settings, TENANT, BEFORE.size(), AFTER);
    }

    /** The rows, as somebody sees them who asks Flink for the table itself. */
    @SuppressWarnings({"deprecation", "try"}) // its successor takes properties only, which could not refer to a secret
    static List<String> flinkRows(LakeSettings settings) throws Exception {
        TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.newInstance()
                .inBatchMode()
                .withConfiguration(Configuration.fromMap(Map.of("classloader.check-leaked-classloader", "false")))
                .build());
        tables.registerCatalog(
                "lake",
                new FlinkCatalog(
                        "lake",
                        LakeTable.NAMESPACE.level(0),
                        Namespace.empty(),
                        settings.catalogLoader(),
                        Map.of(),
                        false,
                        -1));
        List<String> rows = new ArrayList<>();
        try (CloseableIterator<Row> result =
                tables.executeSql(QUERY.formatted("lake.drey.logs")).collect()) {
            result.forEachRemaining(row -> rows.add(
                    "%s %s %s %s".formatted(row.getField(0), row.getField(1), row.getField(2), row.getField(3))));
        }
        return rows;
    }
}
