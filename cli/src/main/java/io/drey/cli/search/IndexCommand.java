package io.drey.cli.search;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.event.DatasetId;
import io.drey.operations.OperationException;
import io.drey.operations.search.IndexActions;
import io.drey.operations.search.IndexCare;
import io.drey.operations.search.domain.Expiry;
import io.drey.operations.search.domain.Keep;
import io.drey.operations.search.domain.Rotation;
import io.drey.query.rows.Rows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The life of date-named indices, where OpenSearch's own index management is not there to do it. */
@Command(
        name = "index",
        description = {
            "Looks after the indices of logs, alerts and metrics: drey schedule runs rotate and expire once a day. "
                    + "Where OpenSearch's index management plugin is there, the policies in dashboards/ism do the same.",
        },
        subcommands = {
            IndexCommand.Init.class,
            IndexCommand.Rotate.class,
            IndexCommand.Expire.class,
            RebuildCommand.class,
            IndexAccessCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey index init --tenant acme",
            "  drey index rotate --dry-run",
            "  drey index expire --keep logs=30d --keep alerts=400d --keep metrics=400d --dry-run",
            "  drey index rebuild --tenant acme --from 2026-03-01 --to 2026-04-01",
            "  drey index access --tenant acme",
        })
public final class IndexCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: init, rotate, expire, rebuild or access");
    }

    /** What the commands have in common: servers, tenant, dry run. */
    static final class Scope {

        @Option(names = "--tenant", paramLabel = "TENANT", description = "Only this tenant's indices (default: all).")
        private String tenant;

        @Option(names = "--dry-run", description = "Only say what would be done.")
        private boolean dryRun;

        @Mixin
        private SettingsOption settings = new SettingsOption();

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
    static final class Init implements Callable<Integer> {

        private final Console console;

        @Option(
                names = "--tenant",
                paramLabel = "TENANT",
                description =
                        "A tenant whose indices get the aliases logs-TENANT, alerts-TENANT and metrics-TENANT; may be "
                                + "repeated.")
        private List<String> tenants = new ArrayList<>();

        @Mixin
        private SettingsOption settings = new SettingsOption();

        @Mixin
        private FormatOption format = new FormatOption();

        Init(Console console) {
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

    @Command(
            name = "rotate",
            description = {
                "Makes the coming day's and month's indices, with their aliases, where there are current ones, and settles old "
                        + "ones: read-only, merged, with fewer replicas. Safe to repeat, also after it was killed.",
                "A settled index takes no late document: what comes after --settle is kept as refused, and is in the lake."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  drey index rotate --dry-run", "  drey index rotate --settle 3d --replicas 1 --tenant acme"})
    static final class Rotate implements Callable<Integer> {

        private final Console console;

        @Option(
                names = "--settle",
                paramLabel = "DAYSd",
                defaultValue = "7d",
                description = "How long after its day or month, and after it was made, an index may get late documents "
                        + "(default: ${DEFAULT-VALUE}).")
        private String settle;

        @Option(
                names = "--replicas",
                paramLabel = "N",
                defaultValue = "0",
                description =
                        "How many copies a settled index keeps (default: ${DEFAULT-VALUE}; the lake has everything, "
                                + "and drey index rebuild refills a lost one).")
        private int replicas;

        @Mixin
        private Scope scope = new Scope();

        Rotate(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Rotation rotation = rotation();
            String patterns = scope.patterns();
            scope.print(new IndexCare(scope.actions()).rotate(patterns, rotation, Instant.now()), console);
            return ExitCodes.DONE;
        }

        private Rotation rotation() {
            if (!settle.matches("\\d{1,4}d")) {
                throw OperationException.usage(
                        "--settle '%s' is no number of days: write it like 7d".formatted(settle));
            }
            try {
                return new Rotation(
                        Duration.ofDays(Long.parseLong(settle.substring(0, settle.length() - 1))), replicas);
            } catch (IllegalArgumentException e) {
                throw OperationException.usage(e.getMessage(), e);
            }
        }
    }

    @Command(
            name = "expire",
            description = {
                "Deletes indices that are past their time, and documents of datasets with a time of their own. What no --keep is "
                        + "for stays. The lake keeps everything. Safe to repeat, also after it was killed.",
                "The most specific --keep holds: a dataset's before its tenant's before everybody's."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  drey index expire --keep logs=30d --keep rejected=30d --keep alerts=400d --dry-run",
                "  drey index expire --keep logs=30d --keep acme:logs=90d --keep acme/audit:logs=400d",
            })
    static final class Expire implements Callable<Integer> {

        private final Console console;

        @Option(
                names = "--keep",
                required = true,
                paramLabel = "RULE",
                description =
                        "KIND=DAYSd, TENANT:KIND=DAYSd or TENANT/DATASET:KIND=DAYSd: how long after the index's day or "
                                + "month; kinds are logs, alerts, metrics, rejected.")
        private List<String> rules = new ArrayList<>();

        @Mixin
        private Scope scope = new Scope();

        Expire(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Expiry expiry = expiry();
            String patterns = scope.patterns();
            scope.print(new IndexCare(scope.actions()).expire(patterns, expiry, Instant.now()), console);
            return ExitCodes.DONE;
        }

        private Expiry expiry() {
            try {
                return new Expiry(rules.stream().map(Keep::parse).toList());
            } catch (IllegalArgumentException e) {
                throw OperationException.usage(e.getMessage(), e);
            }
        }
    }
}
