package io.drey.query.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.lake.LakeSettings;
import io.drey.query.SampleLake;
import io.drey.query.StackLakes;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.query.engine.QueryEngine;
import io.drey.query.engine.TrinoQueryEngine;
import io.drey.query.engine.TrinoSettings;
import io.drey.stack.LocalStack;
import io.drey.stack.server.Server;
import io.drey.testing.FlinkCluster;
import io.drey.testing.StackTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The same rows become the same documents, whichever engine they come from. Runs with {@code -Ptrino}. */
@Tag("trino")
@EnabledIf(value = "trinoCanRun", disabledReason = "see standard error")
@FlinkCluster(slots = 2)
@StackTest({Server.OPENSEARCH, Server.POSTGRES, Server.S3, Server.TRINO})
class ResultWriterOnTrinoIT {

    @TempDir
    private static Path secrets;

    static boolean trinoCanRun() {
        Optional<String> obstacle = LocalStack.obstacle(Server.TRINO);
        obstacle.ifPresent(reason -> System.err.println("ResultWriterOnTrinoIT is skipped: " + reason));
        return obstacle.isEmpty();
    }

    @Test
    void rowsOfBothEnginesBecomeTheSameDocuments(LocalStack stack) throws Exception {
        LakeSettings lake = StackLakes.jdbcOnS3(stack, secrets);
        SampleLake.land(lake);
        WrittenIndices indices = WrittenIndices.of(stack);
        QueryEngine trino =
                new TrinoQueryEngine(lake, TrinoSettings.at(stack.trino().url()));
        QueryRequest pages =
                QueryRequest.of(QueryCatalog.builtIn().query("frequent-404-pages"), Map.of("tenant", "hooli"));

        assertThat(indices.write(trino, pages, "of-trino", List.of("url_path"))).isEqualTo(40);
        assertThat(indices.write(new FlinkQueryEngine(lake), pages, "of-flink", List.of("url_path")))
                .isEqualTo(40);

        assertThat(indices.types("results-hooli-of-trino")).isEqualTo(indices.types("results-hooli-of-flink"));
        assertThat(indices.documents("results-hooli-of-trino"))
                .hasSize(40)
                .isEqualTo(indices.documents("results-hooli-of-flink"));
    }
}
