package io.drey.cli;

import io.drey.stack.LocalStack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Submits jobs to the stack's cluster as a user would: the jar and its settings, by Flink's own client. */
public final class JobSubmission {

    /** Each client is a JVM that loads Flink: more at once only wait for each other. */
    private static final int AT_ONCE = 2;

    private JobSubmission() {}

    /** Submits all jobs and returns the ids by the jobs' names. */
    public static Map<String, String> submitAll(LocalStack stack, Workspace workspace, Console console) {
        return submit(stack, workspace, List.of(Job.values()), console);
    }

    static Map<String, String> submit(LocalStack stack, Workspace workspace, List<Job> jobs, Console console) {
        List<String> arguments = StackSettings.arguments(StackSettings.of(stack, workspace));
        Map<Job, Path> jars = new EnumMap<>(Job.class);
        jobs.forEach(job -> jars.put(job, Checkout.jobJar(job.module())));
        ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE, task -> {
            Thread thread = new Thread(task, "job-submission");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Map<Job, Future<String>> submissions = new EnumMap<>(Job.class);
            jars.forEach((job, jar) -> submissions.put(job, clients.submit(() -> {
                String id = stack.flink().submit(jar, arguments);
                console.tell("  %-11s submitted as %s".formatted(job.shortName(), id));
                return id;
            })));
            Map<String, String> ids = new LinkedHashMap<>();
            for (Map.Entry<Job, Future<String>> submission : submissions.entrySet()) {
                ids.put(submission.getKey().shortName(), idOf(submission.getValue()));
            }
            return ids;
        } finally {
            clients.shutdownNow();
        }
    }

    private static String idOf(Future<String> submission) {
        try {
            return submission.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException("a submission failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.failure("interrupted while jobs were submitted", e);
        }
    }

    /** The parts of a list that are jobs, by name; all where the list is empty. */
    static List<Job> named(List<String> names) {
        if (names.isEmpty()) {
            return List.of(Job.values());
        }
        List<Job> jobs = new ArrayList<>();
        names.forEach(name -> jobs.add(Job.of(name)));
        return jobs;
    }
}
