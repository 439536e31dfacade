package io.drey.operations.suite;

import static java.util.Objects.requireNonNull;

import io.drey.delivery.DeliveryJob;
import io.drey.job.SettingsCatalogue;
import io.drey.job.SettingsReader;
import io.drey.job.SettingsReader.Takes;
import io.drey.operations.OperationException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;

/** A job that is submitted to a cluster. */
public enum Job {
    INGEST("ingest"),
    COLLECT("collect"),
    AGGREGATION("aggregation"),
    CEP("cep"),
    DELIVERY("delivery"),
    FUSED("fused"),
    MAINTENANCE("maintenance");

    /** Each job by itself: what happens unless something else is asked for. */
    public static final List<Job> SEPARATE = List.of(INGEST, AGGREGATION, CEP, DELIVERY);

    /** The same with ingest, metrics and detections in one job. */
    public static final List<Job> FUSED_TOGETHER = List.of(FUSED, DELIVERY);

    /** What the fused job does itself. */
    private static final Set<Job> IN_FUSED = Set.of(INGEST, AGGREGATION, CEP);

    /** Those that take raw topics in, with the same operators, under one consumer group and never side by side. */
    private static final Set<Job> TAKING_IN = Set.of(INGEST, FUSED);

    private static final String EARLIER_NAME_OF_INGEST = "drey-ingest";

    private final String shortName;

    Job(String shortName) {
        this.shortName = shortName;
    }

    /** What a user calls it. */
    public String shortName() {
        return shortName;
    }

    /** The name its program gives it on a cluster. */
    public String flinkName() {
        return shortName + "-job";
    }

    /** Whether that is its name on a cluster, or was in an earlier version. */
    public boolean isNamed(String name) {
        return flinkName().equals(name) || (this == INGEST && name.equals(EARLIER_NAME_OF_INGEST));
    }

    /** The folder of its module. */
    public String module() {
        return flinkName();
    }

    /** Whether both at once would do the same work twice: land every line, write every document. */
    public boolean excludes(Job other) {
        return (this == FUSED && IN_FUSED.contains(other)) || (other == FUSED && IN_FUSED.contains(this));
    }

    /** Those one of whose states says how far this one's work is done: itself, and who takes turns with it. */
    public Set<Job> takingTurns() {
        return TAKING_IN.contains(this) ? TAKING_IN : Set.of(this);
    }

    /** The consumer group it reads Kafka as, by its settings; empty where it reads nothing of Kafka's. */
    public Optional<String> consumerGroup(Configuration settings) {
        return switch (this) {
            case INGEST, FUSED -> Optional.of("drey-ingest");
            case AGGREGATION, CEP -> Optional.of(flinkName());
            case DELIVERY -> Optional.of(DeliveryJob.consumerGroup(settings));
            case COLLECT, MAINTENANCE -> Optional.empty();
        };
    }

    /** Whether it goes on where its consumer group stands, when it has no state. */
    public boolean startsAtCommittedOffsets() {
        return TAKING_IN.contains(this);
    }

    /** Where it begins without state, and what that costs, in words. */
    public String meaningOfFresh() {
        return switch (this) {
            case INGEST ->
                "where its consumer group committed, or with the oldest line that Kafka has; lines that are written"
                        + " but not in the lake yet are lost, what came there since the group committed comes twice";
            case FUSED ->
                "where its consumer group committed, or with the oldest line that Kafka has; open windows, half"
                        + " matches and lines that are written but not in the lake yet are lost, what came there since the"
                        + " group committed comes twice";
            case COLLECT ->
                "with all files that its settings name and that are young enough; what it sends again is dropped by"
                        + " the ingest job";
            case AGGREGATION, CEP ->
                "with the oldest event that Kafka has; what it counts or finds again replaces what it wrote before";
            case DELIVERY -> "with the oldest record that Kafka has; what it delivers again has the same ids";
            case MAINTENANCE -> "with all that is due now";
        };
    }

    /** Who reads the settings of jobs that are submitted together, or asked about. */
    public static SettingsReader readers(List<Job> jobs) {
        String names = jobs.stream().map(Job::shortName).collect(Collectors.joining(", "));
        String named = jobs.size() == 1 ? "the %s job".formatted(names) : "the jobs " + names;
        return new SettingsReader(
                jobs.containsAll(List.of(values())) ? "any job" : named,
                jobs.stream()
                        .flatMap(job -> SettingsCatalogue.ofDrey().keysOf(job.shortName).stream())
                        .distinct()
                        .toList(),
                Takes.OWN_AND_FLINKS);
    }

    public static Job of(String name) {
        return find(name)
                .orElseThrow(() ->
                        OperationException.usage("there is no job '%s': choose from %s".formatted(name, names())));
    }

    /** The job that a user or a cluster calls so. */
    public static Optional<Job> find(String name) {
        return Arrays.stream(values())
                .filter(job -> job.shortName.equals(name) || job.isNamed(name))
                .findFirst();
    }

    /** Operators that tell its state from that of others. */
    private Set<String> operators() {
        return switch (this) {
            case INGEST -> Set.of(Operators.RAW_RECORDS);
            case COLLECT -> Set.of(Operators.COLLECT_FILES);
            case AGGREGATION -> Set.of(Operators.COUNT_IN_WINDOWS);
            case CEP -> Set.of(Operators.SIFT_EVENTS);
            case DELIVERY -> Set.of(Operators.DECODE_ALERTS);
            case FUSED -> Set.of(Operators.RAW_RECORDS, Operators.COUNT_IN_WINDOWS, Operators.SIFT_EVENTS);
            case MAINTENANCE -> Set.of(Operators.MAINTENANCE_LOGS);
        };
    }

    /**
     * The job whose state has these operators, whatever it was called and whoever started it.
     *
     * @param ids the ids that Flink makes of the operators' uids
     */
    public static Optional<Job> withOperators(Set<String> ids) {
        requireNonNull(ids, "ids is null");
        return Arrays.stream(values())
                .filter(job -> ids.containsAll(job.operators()))
                .max(Comparator.comparingInt(job -> job.operators().size()));
    }

    public static String names() {
        return Arrays.stream(values()).map(Job::shortName).collect(Collectors.joining(", "));
    }

    /** Ids of operators that tell jobs apart: MurmurHash3 of their uids, which never change. */
    private static final class Operators {

        private static final String RAW_RECORDS = "fb78268159c59c1c7a9e7e6c4201bace";
        private static final String COLLECT_FILES = "2df72d0929866322917f52d49fd23e04";
        private static final String COUNT_IN_WINDOWS = "e2f866d3854ee2d5952e8b98a280f6c5";
        private static final String SIFT_EVENTS = "dc29e5cda9953e4d6b21824c6a753e56";
        private static final String DECODE_ALERTS = "145d829591cc554cf77495ec361f991b";
        private static final String MAINTENANCE_LOGS = "d1b93dc24f0265e73559a733bc5e00f7";

        private Operators() {}
    }
}
