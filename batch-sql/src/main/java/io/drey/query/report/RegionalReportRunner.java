package io.drey.query.report;

import io.drey.lake.EventTimes;
import io.drey.lake.audit.Access;
import io.drey.query.QueryException;
import io.drey.query.access.LakeRecords;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryDefinition;
import io.drey.query.catalog.QueryRequest;
import io.drey.query.engine.Ending;
import io.drey.query.region.RegionEngine;
import io.drey.query.region.RegionalAnswer;
import io.drey.query.region.RegionalQuery;
import io.drey.query.region.RegionalQuery.Asking;
import io.drey.query.report.ReportContent.Source;
import io.drey.query.report.ReportRunner.Report;
import io.drey.query.sql.SqlDialect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs reports whose answers of several regions become one, as their {@code query.yaml} says. The files are those of {@link
 * ReportRunner}; the manifest says of each region which engine read which snapshots, and each region's lake keeps a record.
 */
public final class RegionalReportRunner {

    private final QueryCatalog catalog;
    private final Function<String, RegionEngine> regions;

    /** @param regions who answers in a region, by its name */
    public RegionalReportRunner(QueryCatalog catalog, Function<String, RegionEngine> regions) {
        this.catalog = catalog;
        this.regions = regions;
    }

    /**
     * Runs a report and writes its files.
     *
     * @param names the regions
     * @param ending ends it; files that are there by then stay as they were
     * @throws io.drey.query.QueryUsageException if there is no such report, its rows are not to leave their region, or a
     *     parameter is wrong
     * @throws io.drey.lake.LakeException if a lake knows no such tenant, or the record of the report cannot be written
     * @throws QueryException if a region does not answer, the query fails, or the files cannot be written
     */
    public Report run(String id, Map<String, String> parameters, List<String> names, Path folder, Ending ending) {
        QueryDefinition definition = catalog.report(id);
        QueryRequest request = QueryRequest.of(definition, parameters);
        RegionalQuery query = new RegionalQuery(request);
        return ReportFiles.make(folder, definition, files -> {
            Map<String, RegionEngine> asked = new LinkedHashMap<>();
            Map<String, Source> read = new ConcurrentHashMap<>();
            Map<String, Asking> asking = new LinkedHashMap<>();
            for (String name : names) {
                RegionEngine region = regions.apply(name);
                asked.put(name, region);
                asking.put(
                        name,
                        (there, end) -> region.rows(
                                Access.Action.REPORT, there, end, result -> read.put(name, Source.of(name, result))));
            }
            RegionalAnswer answer = query.ask(asking, ending);
            requireAll(answer);
            List<Source> sources = names.stream().map(read::get).toList();
            ReportContent content = new ReportContent(
                    definition,
                    request,
                    sources,
                    sources.stream()
                            .map(source -> "%s: %s".formatted(source.region(), source.engine()))
                            .collect(Collectors.joining(", ")),
                    request.sql(SqlDialect.FLINK),
                    answer.rows().columns(),
                    new ArrayList<>(answer.rows().rows()).iterator(),
                    EventTimes.UNKNOWN,
                    answer.notes());
            return files.write(content, (count, manifest) -> {
                for (Source source : sources) {
                    asked.get(source.region()).records().made(made(content, source, count), manifest);
                }
            });
        });
    }

    /** A report that lacks a region would be taken for one of all. */
    private static void requireAll(RegionalAnswer answer) {
        if (!answer.missing().isEmpty()) {
            throw new QueryException(
                    "there is no report, as a region is missing: "
                            + answer.missing().stream()
                                    .map(missing -> missing.region() + ": "
                                            + missing.missing().orElseThrow())
                                    .collect(Collectors.joining("; ")),
                    null);
        }
    }

    private static LakeRecords.Made made(ReportContent content, Source source, long count) {
        return new LakeRecords.Made(
                content.definition().id(),
                content.request().tenant(),
                source.engine(),
                content.request().parameters(),
                source.snapshotIds(),
                source.sql(),
                count);
    }
}
