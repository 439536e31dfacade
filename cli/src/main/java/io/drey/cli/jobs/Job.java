package io.drey.cli.jobs;

import io.drey.cli.console.CommandException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A job that is submitted to a cluster. */
public enum Job {
    INGEST("ingest", "drey-ingest"),
    AGGREGATION("aggregation", "aggregation-job"),
    CEP("cep", "cep-job"),
    DELIVERY("delivery", "delivery-job"),
    FUSED("fused", "fused-job"),
    MAINTENANCE("maintenance", "maintenance-job");

    /** Each job by itself: what happens unless something else is asked for. */
    public static final List<Job> SEPARATE = List.of(INGEST, AGGREGATION, CEP, DELIVERY);

    /** The same with ingest, metrics and detections in one job. */
    public static final List<Job> FUSED_TOGETHER = List.of(FUSED, DELIVERY);

    /** What the fused job does itself. */
    private static final Set<Job> IN_FUSED = Set.of(INGEST, AGGREGATION, CEP);

    private final String shortName;
    private final String flinkName;

    Job(String shortName, String flinkName) {
        this.shortName = shortName;
        this.flinkName = flinkName;
    }

    /** What a user calls it. */
    public String shortName() {
        return shortName;
    }

    /** The name its program gives it on a cluster. */
    String flinkName() {
        return flinkName;
    }

    /** The folder of its module. */
    String module() {
        return this == MAINTENANCE ? "lake" : shortName + "-job";
    }

    /** Whether both at once would do the same work twice: land every line, write every document. */
    boolean excludes(Job other) {
        return (this == FUSED && IN_FUSED.contains(other)) || (other == FUSED && IN_FUSED.contains(this));
    }

    static Job of(String name) {
        return find(name)
                .orElseThrow(
                        () -> CommandException.usage("there is no job '%s': choose from %s".formatted(name, names())));
    }

    /** The job that a user or a cluster calls so. */
    static Optional<Job> find(String name) {
        return Arrays.stream(values())
                .filter(job -> job.shortName.equals(name) || job.module().equals(name) || job.flinkName.equals(name))
                .findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(Job::shortName).collect(Collectors.joining(", "));
    }
}
