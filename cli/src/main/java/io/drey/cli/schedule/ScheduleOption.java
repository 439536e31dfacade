package io.drey.cli.schedule;

import io.drey.cli.console.Console;
import io.drey.cli.lake.LakeOption;
import io.drey.job.kafka.KafkaSettings;
import io.drey.lake.LakeSettings;
import io.drey.operations.OperationException;
import io.drey.operations.schedule.ChangesWork;
import io.drey.operations.schedule.CostWork;
import io.drey.operations.schedule.ExpireWork;
import io.drey.operations.schedule.ExportWork;
import io.drey.operations.schedule.PackWork;
import io.drey.operations.schedule.ReportWork;
import io.drey.operations.schedule.RescanWork;
import io.drey.operations.schedule.RetainWork;
import io.drey.operations.schedule.RollUpWork;
import io.drey.operations.schedule.RotateWork;
import io.drey.operations.schedule.ScheduleServers;
import io.drey.operations.schedule.VerifyWork;
import io.drey.operations.stack.Servers;
import io.drey.query.catalog.PackDefinition;
import io.drey.query.catalog.QueryCatalog;
import io.drey.query.catalog.QueryDefinition;
import io.drey.schedule.ScheduleSettings;
import io.drey.schedule.alert.KafkaAlertSink;
import io.drey.schedule.book.ScheduleBook;
import io.drey.schedule.domain.CatchUp;
import io.drey.schedule.domain.Retries;
import io.drey.schedule.domain.Schedule;
import io.drey.schedule.domain.Slots;
import io.drey.schedule.runner.AlertSink;
import io.drey.schedule.runner.Work;
import io.drey.schedule.store.Database;
import io.drey.schedule.store.ScheduleStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which schedules there are, and where they and their work are kept. */
final class ScheduleOption {

    /** A report is about days that are over: what was missed is still worth making. */
    private static final CatchUp OF_REPORTS = new CatchUp(Duration.ofDays(7), 7);

    /** The same of a month or a quarter. */
    private static final CatchUp OF_PACKS = new CatchUp(Duration.ofDays(92), 1);

    private static final Retries RETRIES = new Retries(3, Duration.ofMinutes(1));

    @Option(
            names = "--schedules",
            paramLabel = "DIR",
            description = "A folder of your own schedules, files *.yaml (default: the setting schedules-folder).")
    private Path folder;

    @Mixin
    private LakeOption lake = new LakeOption(ScheduleSettings.OPTIONS);

    /**
     * What a scheduler is told; of the running local stack, where no setting names a lake or a database.
     *
     * @throws OperationException if a setting is wrong
     */
    ScheduleSettings settings() {
        try {
            Configuration all = lake.configuration();
            if (!all.contains(ScheduleSettings.JDBC_URL) && lake.servers() == Servers.LOCAL_STACK) {
                Configuration stack = new ScheduleServers(lake).stack();
                all.set(ScheduleSettings.JDBC_URL, stack.get(LakeSettings.LAKE_CATALOG_URI));
                all.set(ScheduleSettings.USER, stack.get(LakeSettings.LAKE_CATALOG_USER));
                all.set(ScheduleSettings.PASSWORD, stack.get(LakeSettings.LAKE_CATALOG_PASSWORD));
            }
            return ScheduleSettings.from(all);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
    }

    /** What schedules may run, by name. */
    Map<String, Work> works() {
        ScheduleServers servers = new ScheduleServers(lake);
        return Map.ofEntries(
                Map.entry("lake export", new ExportWork(lake)),
                Map.entry("lake retain", new RetainWork(lake)),
                Map.entry("lake verify", new VerifyWork(lake)),
                Map.entry("lake changes", new ChangesWork(lake)),
                Map.entry("index rotate", new RotateWork(servers)),
                Map.entry("index expire", new ExpireWork(servers)),
                Map.entry("rules rescan", new RescanWork(servers)),
                Map.entry(RollUpWork.NAME, new RollUpWork(servers)),
                Map.entry(CostWork.NAME, new CostWork(servers)),
                Map.entry(ReportWork.NAME, new ReportWork(servers)),
                Map.entry(PackWork.NAME, new PackWork(servers)));
    }

    /**
     * All schedules: the defaults, those of reports, and your own.
     *
     * @throws io.drey.schedule.ScheduleException if one is not as it must be
     */
    ScheduleBook book() {
        Map<String, Set<String>> works = works().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, work -> work.getValue().arguments()));
        ScheduleBook book = ScheduleBook.defaults(works).with(reports()).with(packs());
        Optional<Path> own = Optional.ofNullable(folder).or(() -> lake.configuration()
                .getOptional(ScheduleSettings.FOLDER)
                .map(Path::of));
        return own.map(each -> book.with(each, works)).orElse(book);
    }

    /** Where schedules stand, with all tables. */
    ScheduleStore store(Database database) {
        ScheduleStore store = new ScheduleStore(database.dataSource());
        store.makeTables();
        return store;
    }

    /** Whoever hears of failures. */
    Alerts alerts(ScheduleSettings settings, Console console) {
        Optional<KafkaSettings> kafka = settings.alertsTenant().isPresent() ? lake.kafka() : Optional.empty();
        if (kafka.isEmpty()) {
            console.tell("failed runs raise no alert: set %s and %s"
                    .formatted(ScheduleSettings.ALERTS_TENANT.key(), KafkaSettings.BOOTSTRAP_SERVERS.key()));
            return new Alerts(alert -> {}, () -> {});
        }
        KafkaAlertSink sink =
                new KafkaAlertSink(kafka.get(), settings.alertsTenant().orElseThrow(), Clock.systemUTC());
        return new Alerts(sink, sink::close);
    }

    /**
     * A sink and its end.
     *
     * @param sink hears of failures
     * @param end closes it
     */
    record Alerts(AlertSink sink, Runnable end) implements AutoCloseable {

        @Override
        public void close() {
            end.run();
        }
    }

    /** Why a schedule does not run; empty if it does. */
    Optional<String> obstacle(Schedule schedule) {
        return schedule.standing() == Schedule.Standing.OFF
                ? Optional.of("its file says enabled: false")
                : works().get(schedule.work()).obstacle(schedule);
    }

    private List<Schedule> reports() {
        List<Schedule> schedules = new ArrayList<>();
        for (QueryDefinition report : new ScheduleServers(lake).queries().reports()) {
            report.timing().ifPresent(timing -> schedules.add(schedule(report.id(), timing)));
        }
        return schedules;
    }

    private static Schedule schedule(String report, QueryDefinition.Timing timing) {
        try {
            return new Schedule(
                    "report-" + report,
                    Slots.of(timing.cron(), timing.timeZone()),
                    ReportWork.NAME,
                    Map.of(ReportWork.REPORT, report),
                    OF_REPORTS,
                    RETRIES,
                    Schedule.Standing.ON);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(
                    "query.yaml of the report %s, schedule: %s".formatted(report, e.getMessage()), e);
        }
    }

    /** A standard is for those who answer to it: the setting says for whom. */
    private List<Schedule> packs() {
        List<String> wanted =
                lake.configuration().getOptional(ScheduleSettings.PACKS).orElse(List.of());
        QueryCatalog catalog = new ScheduleServers(lake).queries();
        List<PackDefinition> packs = wanted.contains(ScheduleSettings.ALL_PACKS)
                ? List.copyOf(catalog.packs())
                : wanted.stream().map(catalog::pack).toList();
        return packs.stream().map(ScheduleOption::schedule).toList();
    }

    private static Schedule schedule(PackDefinition pack) {
        PackDefinition.Timing timing = pack.timing();
        try {
            return new Schedule(
                    "pack-" + pack.id(),
                    Slots.of(timing.cron(), timing.timeZone()),
                    PackWork.NAME,
                    Map.of(
                            PackWork.PACK,
                            pack.id(),
                            PackWork.PERIOD,
                            timing.period().name().toLowerCase(Locale.ROOT)),
                    OF_PACKS,
                    RETRIES,
                    Schedule.Standing.ON);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage("the pack %s, schedule: %s".formatted(pack.id(), e.getMessage()), e);
        }
    }
}
