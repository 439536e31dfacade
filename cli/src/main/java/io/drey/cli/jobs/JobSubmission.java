package io.drey.cli.jobs;

import io.drey.cli.console.CommandException;
import io.drey.cli.console.Console;
import io.drey.cli.flink.FlinkCluster;
import io.drey.cli.flink.FlinkCluster.RunRequest.Unmapped;
import io.drey.cli.stack.Checkout;
import io.drey.cli.stack.StackSettings;
import io.drey.cli.stack.Workspace;
import io.drey.stack.LocalStack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Submits the jobs of this checkout with a local stack's settings. */
public final class JobSubmission {

    private JobSubmission() {}

    /** Submits all jobs, each by itself, and returns the ids by the jobs' names. */
    public static Map<String, String> submitAll(LocalStack stack, Workspace workspace, Console console) {
        return submit(stack, workspace, Job.SEPARATE, console);
    }

    /** Submits jobs and returns the ids by the jobs' names. */
    public static Map<String, String> submit(LocalStack stack, Workspace workspace, List<Job> jobs, Console console) {
        return submit(
                new FlinkCluster(stack.flink().restUrl()),
                StackSettings.arguments(StackSettings.of(stack, workspace)),
                jobs,
                console);
    }

    static Map<String, String> submit(FlinkCluster flink, List<String> arguments, List<Job> jobs, Console console) {
        // All jars are there before the first job is.
        Map<Job, Path> jars = new EnumMap<>(Job.class);
        jobs.forEach(job -> jars.put(job, Checkout.jobJar(job.module())));
        JobControl control = new JobControl(flink, console);
        Map<String, String> ids = new LinkedHashMap<>();
        try {
            for (Job job : jobs) {
                ids.put(
                        job.shortName(),
                        control.submit(job, jars.get(job), arguments, Optional.empty(), Unmapped.REFUSE)
                                .id());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failure("interrupted while jobs were submitted", e);
        }
        return ids;
    }

    /** The parts of a list that are jobs, by name; each by itself where the list is empty. */
    static List<Job> named(List<String> names) {
        if (names.isEmpty()) {
            return Job.SEPARATE;
        }
        List<Job> jobs = new ArrayList<>();
        names.forEach(name -> jobs.add(Job.of(name)));
        return jobs;
    }
}
