package io.drey.benchmarks;

import io.drey.lake.LakeTable;
import io.drey.query.engine.TrinoQueryEngine;
import io.drey.query.engine.TrinoSettings;
import io.drey.stack.Lifetime;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A Trino that reads a lake in a folder: the table is registered in the catalog that Trino has. */
final class TrinoBeside implements AutoCloseable {

    private static final int HEAP_MEGABYTES = 11_000;

    private final LocalStack stack;

    TrinoBeside(TrafficLake lake) throws IOException {
        stack = LocalStack.in(Files.createTempDirectory("drey-queries"))
                .with(Server.POSTGRES, Server.TRINO)
                .trinoHeap(HEAP_MEGABYTES)
                .lifetime(Lifetime.THIS_JVM)
                .start();
        try (JdbcCatalog catalog = new JdbcCatalog()) {
            catalog.setConf(new Configuration());
            catalog.initialize(
                    "lake",
                    Map.of(
                            "uri", stack.postgres().jdbcUrl(),
                            "jdbc.user", stack.postgres().user(),
                            "jdbc.password", stack.postgres().password(),
                            "jdbc.schema-version", "V1",
                            "warehouse", lake.warehouse()));
            catalog.createNamespace(LakeTable.NAMESPACE);
            catalog.registerTable(LakeTable.LOGS.identifier(), lake.metadataFile());
        }
    }

    QueryContender contender(TrafficLake lake) {
        long pid = stack.status().stream()
                .filter(status -> status.server() == Server.TRINO)
                .flatMap(status -> status.processes().stream())
                .findFirst()
                .orElseThrow()
                .pid();
        return new QueryContender.Ours(
                "trino",
                pid,
                new TrinoQueryEngine(
                        lake.settings(), TrinoSettings.at(stack.trino().url())));
    }

    @Override
    public void close() {
        stack.stopAndDelete();
    }
}
