package io.drey.cli;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A job that is submitted to a cluster. */
enum Job {
    INGEST("ingest"),
    AGGREGATION("aggregation"),
    CEP("cep"),
    DELIVERY("delivery");

    private final String shortName;

    Job(String shortName) {
        this.shortName = shortName;
    }

    /** What a user calls it. */
    String shortName() {
        return shortName;
    }

    /** The folder of its module. */
    String module() {
        return shortName + "-job";
    }

    static Job of(String name) {
        for (Job job : values()) {
            if (job.shortName.equals(name) || job.module().equals(name)) {
                return job;
            }
        }
        throw CommandException.usage("there is no job '%s': choose from %s"
                .formatted(name, Arrays.stream(values()).map(Job::shortName).collect(Collectors.joining(", "))));
    }
}
