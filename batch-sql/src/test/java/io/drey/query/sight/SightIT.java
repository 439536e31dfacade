package io.drey.query.sight;

import io.drey.lake.LakeSettings;
import io.drey.query.SampleLake;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.engine.FlinkQueryEngine;
import io.drey.testing.FlinkCluster;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Flink hides of a real lake; Trino is asked the same where tenants are apart. */
@FlinkCluster(slots = 2)
class SightIT {

    @Test
    void whoMayNotSeeAllSeesItInNoWay(@TempDir Path folder) throws Exception {
        LakeSettings settings =
                LakeSettings.inFolder(folder.resolve("lake").toUri().toString());
        SampleLake.land(settings);

        // Windows over what is masked are what Flink's planner found no plan for.
        QueryCatalog catalog = QueryCatalog.builtIn();
        Sights.assertHold(
                new FlinkQueryEngine(settings),
                List.of(catalog.query("longest-sessions"), catalog.query("invalid-access-attempts")));
    }
}
