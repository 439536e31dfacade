package io.drey.cli.query;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.lake.LakeOption;
import io.drey.operations.OperationException;
import io.drey.operations.serve.NewToken;
import io.drey.operations.serve.ServedInstallation;
import io.drey.schedule.ScheduleSettings;
import io.drey.serve.QueryService;
import io.drey.serve.ServeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Queries, reports and search over HTTP. */
@Command(
        name = "serve",
        description = {
            "Answers named queries, reports and searches over HTTP, for those who have a token, until it is ended; and shows a page"
                    + " on which analysts pick a query and see its table and chart. Nothing in the lake is changed but the records"
                    + " of who asked what. The interface is described at /api/v1/openapi.json.",
            "Roles and tokens stand in the file of the setting access-file, which is read again when it changes. Without one, a"
                    + " token for the tenants of the running local stack is made and told.",
        },
        subcommands = ServeTokenCommand.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey serve",
            "  drey serve token grafana --role web-analysts",
            "  drey serve --config config -Daccess-file=access.yaml -Dserve-listen=0.0.0.0:8443"
                    + " -Dserve-tls-key-store=drey.p12 -Dserve-tls-key-store-password=file:/run/secrets/drey-p12",
        })
public final class ServeCommand implements Callable<Integer> {

    /** The database is that of schedules. */
    private static final List<ConfigOption<?>> OPTIONS = Stream.of(
                    ServeSettings.OPTIONS,
                    List.<ConfigOption<?>>of(
                            ScheduleSettings.JDBC_URL, ScheduleSettings.USER, ScheduleSettings.PASSWORD))
            .<ConfigOption<?>>flatMap(List::stream)
            .toList();

    private final Console console;

    @Mixin
    private LakeOption lake = new LakeOption(OPTIONS);

    @Mixin
    private QueriesOption queries = new QueriesOption();

    ServeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServeSettings settings;
        try {
            settings = ServeSettings.from(lake.configuration());
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
        ServedInstallation served = new ServedInstallation(
                lake, () -> queries.catalog(lake.querySettings()), this::files, Clock.systemUTC(), console::tell);
        Optional<Path> file = lake.querySettings().access();
        Optional<String> token = file.isPresent() ? Optional.empty() : Optional.of(NewToken.make());
        QueryService service =
                served.start(settings, token.isPresent() ? served.policyOf(token.get()) : served.policyIn(file.get()));
        Runtime.getRuntime().addShutdownHook(new Thread(service::close, "serve-stop"));
        console.out().println(service.url() + token.map("#token="::concat).orElse(""));
        console.out().flush();
        console.tell("answers until Ctrl-C");
        // The hook ends it: nothing else does.
        new CountDownLatch(1).await();
        return ExitCodes.DONE;
    }

    /** Those whose change is followed. */
    private Collection<Path> files() {
        return Stream.of(lake.file(), queries.folder(lake.querySettings()))
                .flatMap(Optional::stream)
                .filter(Files::exists)
                .toList();
    }
}
