package io.drey.schedule;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.SecretReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What a scheduler is told. Carries a reference to the password, never the password.
 *
 * @param jdbcUrl the PostgreSQL that keeps schedules and their history
 * @param user the user there; empty where the address says it
 * @param password where the user's password is; empty for none
 * @param folder where the installation's own schedules are; empty for none
 * @param threads how many schedules run at once in one instance
 * @param heartbeat how often an instance says that it lives; it is taken for dead after six times as long
 * @param alertsTenant whose alerts topic gets the alerts of schedules; empty for none
 * @param exportTo where original lines are exported to; empty for nowhere
 * @param reportsTo the folder of reports; empty for the default of {@code drey report run}
 * @param packs the packs of reports that are made regularly, {@link #ALL_PACKS} for all
 * @param deliverTo where reports and packs are brought whose schedules say nothing else
 */
public record ScheduleSettings(
        String jdbcUrl,
        String user,
        Optional<SecretReference> password,
        Optional<Path> folder,
        int threads,
        Duration heartbeat,
        Optional<String> alertsTenant,
        Optional<String> exportTo,
        Optional<Path> reportsTo,
        List<String> packs,
        List<String> deliverTo) {

    /** Instead of their names. */
    public static final String ALL_PACKS = "all";

    public static final ConfigOption<String> JDBC_URL = ConfigOptions.key("schedule-jdbc-url")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "PostgreSQL that keeps schedules and their history, such as jdbc:postgresql://host:5432/drey.");

    public static final ConfigOption<String> USER = ConfigOptions.key("schedule-jdbc-user")
            .stringType()
            .defaultValue("")
            .withDescription("The user at the database of schedules.");

    public static final ConfigOption<String> PASSWORD = ConfigOptions.key("schedule-jdbc-password")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Where the password at the database of schedules is: env:NAME or file:/path. The password itself is refused.");

    public static final ConfigOption<String> FOLDER = ConfigOptions.key("schedules-folder")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Folder of your own schedules, files *.yaml. One that is called like a default replaces it.");

    public static final ConfigOption<Integer> THREADS = ConfigOptions.key("schedule-threads")
            .intType()
            .defaultValue(4)
            .withDescription("How many schedules run at once in one instance of the scheduler.");

    public static final ConfigOption<Duration> HEARTBEAT = ConfigOptions.key("schedule-heartbeat")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("How often an instance of the scheduler says that it lives. After six times as long it is "
                    + "taken for dead, and another one runs its slots again.");

    public static final ConfigOption<String> ALERTS_TENANT = ConfigOptions.key("schedule-alerts-tenant")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "The tenant that gets the alerts of failed runs and missed slots. Without it there are none.");

    public static final ConfigOption<String> EXPORT_TO = ConfigOptions.key("schedule-export-to")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Where the schedule lake-export writes each hour's original lines, as --out of drey lake export. "
                            + "Without it that schedule does not run.");

    public static final ConfigOption<String> REPORTS_TO = ConfigOptions.key("schedule-reports-to")
            .stringType()
            .noDefaultValue()
            .withDescription("Folder below which scheduled reports go, by tenant and day.");

    public static final ConfigOption<List<String>> PACKS = ConfigOptions.key("schedule-packs")
            .stringType()
            .asList()
            .noDefaultValue()
            .withDescription(
                    "The packs of reports that are made regularly for each tenant, separated by semicolons, such as"
                            + " pci;soc2, or all. Without it none is.");

    public static final ConfigOption<List<String>> DELIVER_TO = ConfigOptions.key("schedule-deliver-to")
            .stringType()
            .asList()
            .noDefaultValue()
            .withDescription("Where scheduled reports and packs are brought whose schedules do not say it, separated by"
                    + " semicolons, as --deliver of drey report run.");

    /** All keys. */
    public static final List<ConfigOption<?>> OPTIONS = List.of(
            JDBC_URL,
            USER,
            PASSWORD,
            FOLDER,
            THREADS,
            HEARTBEAT,
            ALERTS_TENANT,
            EXPORT_TO,
            REPORTS_TO,
            PACKS,
            DELIVER_TO);

    public ScheduleSettings {
        packs = List.copyOf(packs);
        deliverTo = List.copyOf(deliverTo);
        requireNonNull(jdbcUrl, "jdbcUrl is null");
        requireNonNull(user, "user is null");
        if (!jdbcUrl.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "%s is '%s': write jdbc:postgresql://host:5432/database".formatted(JDBC_URL.key(), jdbcUrl));
        }
        if (threads < 1) {
            throw new IllegalArgumentException("%s is %d: write 1 or more".formatted(THREADS.key(), threads));
        }
        if (heartbeat.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException(
                    "%s is '%s': write 100 ms or more".formatted(HEARTBEAT.key(), heartbeat));
        }
        alertsTenant.ifPresent(DatasetId::requireTenant);
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException naming the key, the value and the remedy
     */
    public static ScheduleSettings from(ReadableConfig configuration) {
        return new ScheduleSettings(
                configuration
                        .getOptional(JDBC_URL)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "%s is not set: write jdbc:postgresql://host:5432/database".formatted(JDBC_URL.key()))),
                configuration.get(USER),
                configuration.getOptional(PASSWORD).map(where -> new SecretReference(PASSWORD.key(), where)),
                configuration.getOptional(FOLDER).map(Path::of),
                configuration.get(THREADS),
                configuration.get(HEARTBEAT),
                configuration.getOptional(ALERTS_TENANT),
                configuration.getOptional(EXPORT_TO),
                configuration.getOptional(REPORTS_TO).map(Path::of),
                configuration.getOptional(PACKS).orElse(List.of()),
                configuration.getOptional(DELIVER_TO).orElse(List.of()));
    }
}
