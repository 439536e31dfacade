package io.drey.cli.search;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.event.DatasetId;
import io.drey.operations.OperationException;
import io.drey.operations.search.IndexActions;
import io.drey.operations.search.IndexCare;
import io.drey.query.rows.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description = {
            "Puts the templates that say how logs, alerts and metrics are indexed, and for each --tenant the aliases of its "
                    + "indices. Do it before the jobs write their first document, with each new version, and with each new "
                    + "tenant. Safe to repeat; indices that are there already keep their mappings."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey index init",
            "  drey index init --tenant acme --tenant globex -Dopensearch-urls=https://search.example:9200"
        })
final class IndexInitCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description =
                    "A tenant whose indices get the aliases logs-TENANT, alerts-TENANT and metrics-TENANT; may be "
                            + "repeated.")
    private List<String> tenants = new ArrayList<>();

    @Mixin
    private SearchServersOption settings = new SearchServersOption();

    @Mixin
    private FormatOption format = new FormatOption();

    IndexInitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        for (String tenant : tenants) {
            try {
                DatasetId.requireTenant(tenant);
            } catch (IllegalArgumentException e) {
                throw OperationException.usage(e.getMessage(), e);
            }
        }
        IndexActions actions = new IndexActions(
                settings.openSearch(settings.configuration(), IndexCare.TIMEOUT), IndexActions.Mode.DO);
        actions.installTemplates();
        List<List<Object>> rows = new ArrayList<>();
        rows.add(List.of("templates", "put"));
        for (String tenant : tenants) {
            actions.giveAliases(tenant);
            rows.add(List.of("aliases of " + tenant, "put"));
        }
        new Rows(List.of("what", "action"), rows).print(format.format(), console.out());
        return ExitCodes.DONE;
    }
}
