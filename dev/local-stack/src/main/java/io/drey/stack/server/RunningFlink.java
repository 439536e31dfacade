package io.drey.stack.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.stack.process.Http;
import io.drey.stack.process.ServerProcess;
import io.drey.stack.process.StackException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stack's Flink cluster: where it is, and what a user or a fault does to it. */
public final class RunningFlink {
    private static final Pattern SUBMITTED = Pattern.compile("JobID ([0-9a-f]{32})");
    private static final Duration KILL = Duration.ofSeconds(10);

    private final Site site;

    public RunningFlink(Site site) {
        this.site = site;
    }

    /** The REST endpoint and web page: that of a JobManager that lives, which need not be the one that leads. */
    public URI restUrl() {
        return URI.create(new FlinkRecipe().url(site));
    }

    /** Submits a job as {@code flink run -d jar arguments} and returns its id. Takes some seconds. */
    public String submit(Path jar, List<String> arguments) {
        return submit(jar, List.of(), arguments);
    }

    /**
     * Submits a job as {@code flink run -d options jar arguments} and returns its id.
     *
     * @param options of the client, such as {@code -c}, {@code -p}, {@code -s} or {@code -Dkey=value}
     */
    public String submit(Path jar, List<String> options, List<String> arguments) {
        if (!Files.isRegularFile(jar)) {
            throw new StackException("The job jar " + jar + " is missing; build it first");
        }
        List<String> command = new ArrayList<>(List.of("run", "-d"));
        command.addAll(options);
        command.add(jar.toAbsolutePath().toString());
        command.addAll(arguments);
        String output = FlinkRecipe.client(site, command);
        Matcher submitted = SUBMITTED.matcher(output);
        if (!submitted.find()) {
            throw new StackException(
                    "Flink accepted " + jar + " but named no job; the client wrote\n" + output.indent(4));
        }
        return submitted.group(1);
    }

    /** Runs any other command of Flink's client, such as {@code stop} or {@code savepoint}, and returns what it wrote. */
    public String client(List<String> arguments) {
        return FlinkRecipe.client(site, arguments);
    }

    /**
     * The state of a job, such as {@code RUNNING}, {@code RESTARTING} or {@code FINISHED}. A job that waits for slots is
     * {@code RUNNING} too; see {@link #allTasksRun}.
     */
    public String jobState(String jobId) {
        return job(jobId).path("state").asText();
    }

    /** Whether the job has begun to work: each of its tasks runs on a TaskManager. */
    public boolean allTasksRun(String jobId) {
        JsonNode job = job(jobId);
        int tasks = 0;
        int running = 0;
        for (JsonNode vertex : job.path("vertices")) {
            tasks += vertex.path("parallelism").asInt();
            running += vertex.path("tasks").path("RUNNING").asInt();
        }
        return job.path("state").asText().equals("RUNNING") && tasks == running;
    }

    private JsonNode job(String jobId) {
        try {
            return Http.json(restUrl().resolve("/jobs/" + jobId));
        } catch (IOException failure) {
            throw new StackException("The state of job " + jobId + " is unknown: " + failure.getMessage(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("The question for job " + jobId + " was interrupted", interrupted);
        }
    }

    /** The process id of the TaskManager launched last, whether or not it still lives. */
    public long taskManagerPid() {
        return taskManager().pid();
    }

    /** Kills the TaskManager without a warning, as a lost machine would, and returns when it is gone. */
    public void killTaskManager() {
        Shutdown.kill(taskManager(), KILL);
    }

    /** Starts a TaskManager in place of one that died. Does nothing if it still lives. */
    public void startTaskManager() {
        if (!taskManager().isAlive()) {
            FlinkRecipe.startTaskManager(site);
        }
    }

    /** Starts a second TaskManager beside the first and returns its process id. It goes when the stack does. */
    public long startSecondTaskManager() {
        FlinkRecipe.startTaskManager(site, FlinkRecipe.SECOND_TASKMANAGER);
        return site.process(FlinkRecipe.SECOND_TASKMANAGER).pid();
    }

    /** The process id of the JobManager launched last, whether or not it still lives. */
    public long jobManagerPid() {
        return site.process(FlinkRecipe.JOBMANAGER).pid();
    }

    /**
     * Kills the JobManager without a warning, and with it all jobs, and returns when it is gone. Of a highly available cluster
     * the one that was launched first: it leads until it dies, and then the other one takes the jobs.
     */
    public void killJobManager() {
        Shutdown.kill(site.process(FlinkRecipe.JOBMANAGER), KILL);
    }

    /** Starts JobManagers of a highly available cluster in place of those that died. */
    public void startJobManagers() {
        FlinkRecipe.startMissingJobManagers(site);
    }

    /**
     * Stops the second JobManager of a highly available cluster in its tracks, as a long pause of the garbage collector does:
     * it keeps its memory and connections, and does not learn that its lease is over until {@link #resumeSecondJobManager}.
     */
    public void pauseSecondJobManager() {
        signal("-STOP");
    }

    /** Lets the second JobManager go on where it was paused. */
    public void resumeSecondJobManager() {
        signal("-CONT");
    }

    private void signal(String signal) {
        long pid = site.process(FlinkRecipe.SECOND_JOBMANAGER).pid();
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(pid))
                    .inheritIO()
                    .start();
            if (!kill.waitFor(KILL.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new StackException("kill %s %d failed: does the second JobManager live?".formatted(signal, pid));
            }
        } catch (IOException failure) {
            throw new StackException("kill %s %d failed: %s".formatted(signal, pid, failure.getMessage()), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while the second JobManager was sent " + signal, interrupted);
        }
    }

    /**
     * The jobs that were lost with the JobManager before this one, in the order they were submitted: they had not ended when it
     * did. Checkpoints of theirs are where the cluster keeps them.
     */
    public List<LostJob> lostJobs() {
        return LostJobs.of(site);
    }

    private ServerProcess taskManager() {
        return site.process(FlinkRecipe.TASKMANAGER);
    }
}
