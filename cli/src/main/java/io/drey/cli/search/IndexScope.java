package io.drey.cli.search;

import io.drey.cli.console.Console;
import io.drey.cli.console.FormatOption;
import io.drey.operations.OperationException;
import io.drey.operations.search.IndexActions;
import io.drey.operations.search.IndexCare;
import io.drey.query.rows.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that commands about all indices have in common: servers, tenant, dry run. */
final class IndexScope {

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant's indices (default: all).")
    private String tenant;

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Mixin
    private SearchServersOption settings = new SearchServersOption();

    @Mixin
    private FormatOption format = new FormatOption();

    IndexActions actions() {
        Configuration configuration = settings.configuration();
        return new IndexActions(
                settings.openSearch(configuration, IndexCare.TIMEOUT),
                dryRun ? IndexActions.Mode.SAY : IndexActions.Mode.DO);
    }

    String patterns() {
        try {
            return IndexCare.patterns(Optional.ofNullable(tenant));
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    void print(List<IndexCare.Done> done, Console console) {
        List<List<Object>> rows = new ArrayList<>();
        done.forEach(each -> rows.add(List.of(each.index(), each.action(), each.reason())));
        new Rows(List.of("index", "action", "reason"), rows).print(format.format(), console.out());
    }
}
