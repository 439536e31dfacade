package io.drey.operations.schedule;

import io.drey.operations.lake.LakeServers;
import io.drey.operations.stack.StackSettings;
import io.drey.query.catalog.QueryCatalog;
import io.drey.schedule.ScheduleSettings;
import io.drey.search.OpenSearchOptions;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.configuration.Configuration;

/**
 * Where the servers are that scheduled work asks: those that settings name, else the running local stack's. Each is looked for when
 * it is needed.
 *
 * @param lake the options that say so
 */
public record ScheduleServers(LakeServers lake) {

    /** The settings of OpenSearch. */
    Configuration openSearch() {
        Configuration given = lake.configuration();
        return given.contains(OpenSearchOptions.URLS) ? given : stack();
    }

    /** Where reports go. */
    Path reports() {
        return lake.configuration()
                .getOptional(ScheduleSettings.REPORTS_TO)
                .map(Path::of)
                .orElseGet(() -> lake.workspace().reports());
    }

    /** Where reports and packs are brought whose schedules do not say it. */
    List<String> deliverTo() {
        return lake.configuration().getOptional(ScheduleSettings.DELIVER_TO).orElse(List.of());
    }

    /** All queries and reports there are. */
    public QueryCatalog queries() {
        QueryCatalog builtIn = QueryCatalog.builtIn();
        return lake.querySettings().folder().map(builtIn::with).orElse(builtIn);
    }

    /** The settings that the running local stack stands for. */
    public Configuration stack() {
        return Configuration.fromMap(StackSettings.of(lake.workspace().runningStack(), lake.workspace()));
    }
}
