package io.drey.cli.query;

import io.drey.cli.console.Console;
import io.drey.cli.console.FormatOption;
import io.drey.operations.OperationException;
import io.drey.operations.lake.Engines;
import io.drey.operations.stack.Servers;
import io.drey.query.access.LakeRecords;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.delivery.Delivery;
import io.drey.query.delivery.Finished;
import io.drey.query.engine.QueryEngine;
import io.drey.query.region.RegionEngine;
import io.drey.query.report.ReportMemory;
import io.drey.query.rows.Rows;
import io.drey.query.sight.Sight;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that make reports: which there are, who answers them, and where they go. */
final class ReportOption {

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FOLDER",
            description = "Where the files go (default: reports in the folder of the local stack).")
    private Path out;

    @Mixin
    private QueriesOption queries = new QueriesOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Mixin
    private DeliverOption deliver = new DeliverOption();

    @Mixin
    private FormatOption format = new FormatOption();

    /** All queries and reports there are. */
    QueryCatalog catalog() {
        return queries.catalog(engine.querySettings());
    }

    /** Which lake is asked. */
    Servers servers() {
        return engine.servers();
    }

    /** Who answers. */
    QueryEngine engine() {
        return engine.engine();
    }

    /** Who answers in each of several regions, by its name. */
    Function<String, RegionEngine> regions(Console console) {
        Sight most = Engines.sight(engine.querySettings());
        return region -> engine.regions().of(region, engine.name(), engine.asked(), most, console::tell);
    }

    /**
     * The regions of a list.
     *
     * @throws OperationException if one is named nowhere, or one cluster is named for all
     */
    List<String> regionsNamed(String list) {
        return engine.regionsNamed(list);
    }

    /** What the lake keeps of what is asked. */
    LakeRecords records(Console console) {
        return engine.records(console);
    }

    /** What reports remember. */
    ReportMemory memory() {
        return new ReportMemory(engine.lakeSettings());
    }

    Path folder() {
        return out != null ? out : engine.workspace().reports();
    }

    /** Where reports are brought, looked at before any is made. */
    List<Delivery> deliveries() {
        return deliver.deliveries(engine::lakeSettings, engine::smtp);
    }

    /** Brings what was made, and lists it. */
    void finish(Finished finished, List<Delivery> deliveries, Rows rows, Console console) {
        DeliverOption.deliver(finished, deliveries, console);
        rows.print(format.format(), console.out());
    }
}
