package io.drey.cli.quickstart;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.stack.ServersOption;
import io.drey.cli.stack.WorkspaceOption;
import io.drey.operations.OperationException;
import io.drey.operations.stack.Workspace;
import io.drey.operations.suite.Job;
import io.drey.stack.LocalStack;
import io.drey.stack.ServerStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "quickstart",
        description = {
            "Shows everything on real servers: starts Kafka, HDFS or S3, PostgreSQL, OpenSearch and Flink on this machine, makes "
                    + "topics, tables and index templates, submits the jobs, sends log lines, and shows metrics, alerts and "
                    + "the lake as lines arrive. Stays up until Ctrl-C, then stops the servers and deletes their data.",
            "Needs about 8 GB of free memory and 3 GB of disk. Everything is on ports of this machine only."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey quickstart",
            "  drey quickstart --input access.log --format combined",
            "  drey quickstart --once --json | jq .alerts",
            "  drey quickstart --storage s3 --with-trino",
            "",
            "Seconds in the JSON object are counted from the first line that is sent."
        })
public final class QuickStartCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private WorkspaceOption option = new WorkspaceOption();

    @Mixin
    private ServersOption servers = new ServersOption();

    @Option(names = "--once", description = "End when all that was sent has arrived everywhere.")
    private boolean once;

    @Option(names = "--json", description = "Write the result as one JSON object to standard output.")
    private boolean json;

    @Option(names = "--fused", description = "Run ingest, metrics and detections as one job, without an events topic.")
    private boolean fused;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Send the lines of this file, with their own times, instead of generated traffic.")
    private Path input;

    @Option(
            names = "--format",
            defaultValue = "combined",
            paramLabel = "FORMAT",
            description = "The format of the lines of --input (default: ${DEFAULT-VALUE}).")
    private String format;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "20000",
            description = "How many lines of traffic to generate (default: ${DEFAULT-VALUE}).")
    private long lines;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "500",
            description = "How many of them a second (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Another seed gives other traffic (default: ${DEFAULT-VALUE}).")
    private long seed;

    private final AtomicBoolean stopping = new AtomicBoolean();

    /** The exit code of a run that has shown everything and stays up. */
    private final AtomicReference<Integer> settled = new AtomicReference<>();

    QuickStartCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        servers.requireCoherent();
        Feed feed = feed();
        Workspace workspace = option.workspace();
        removeLeftovers(workspace);
        console.tell("starting the servers in " + workspace.stack() + " ...");
        LocalStack stack = workspace.start(console::tell, servers);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAtCtrlC(stack, stopped), "quickstart-stop"));
        try {
            int exitCode = run(workspace, stack, feed);
            if (once) {
                stop(stack, stopped);
            } else {
                settled.set(exitCode);
                console.tell(
                        "all is up until you press Ctrl-C; in another terminal, bin/drey serve has a page to ask on");
                stopped.await();
            }
            return exitCode;
        } catch (Exception e) {
            if (stopping.get()) {
                // Ctrl-C took the servers away: what failed because of it is of no interest.
                stopped.await();
                return ExitCodes.FAILED;
            }
            // The logs are kept for whoever looks for the reason.
            stopping.set(true);
            stack.stop();
            throw e;
        }
    }

    private int run(Workspace workspace, LocalStack stack, Feed feed) throws Exception {
        Outcome outcome =
                new QuickStart(console, workspace, stack, feed, fused ? Job.FUSED_TOGETHER : Job.SEPARATE).run();
        if (json) {
            console.out().println(outcome.json());
            console.out().flush();
        }
        Arrivals arrivals = outcome.arrivals();
        if (!arrivals.balance()) {
            console.tell("drey: %,d lines were sent, but the lake holds %,d rows and %,d dead letters"
                    .formatted(arrivals.sent(), arrivals.lakeRows(), arrivals.deadLetters()));
            return ExitCodes.FAILED;
        }
        return ExitCodes.DONE;
    }

    private Feed feed() {
        if (input != null) {
            return FileFeed.of(input, format);
        }
        if (lines < 1) {
            throw OperationException.usage("--lines %d: give 1 or more".formatted(lines));
        }
        if (!(rate >= 1 && rate <= 100_000)) {
            throw OperationException.usage("--rate %s: give a number from 1 to 100000".formatted(rate));
        }
        return new GeneratedFeed(seed, lines, rate);
    }

    /** What an earlier quick start could not delete goes; a stack that runs is somebody's. */
    private void removeLeftovers(Workspace workspace) {
        if (!Files.isDirectory(workspace.stack())) {
            return;
        }
        LocalStack left = LocalStack.attach(workspace.stack());
        if (left.status().stream().anyMatch(ServerStatus::alive)) {
            throw OperationException.failure(
                    "a stack runs in %s already: stop it with 'drey stack down', or choose another folder with --dir"
                            .formatted(workspace.dir()));
        }
        left.stopAndDelete();
    }

    private void stopAtCtrlC(LocalStack stack, CountDownLatch stopped) {
        stop(stack, stopped);
        Integer exitCode = settled.get();
        if (exitCode != null) {
            // Ctrl-C is how a quick start ends: it tells whether the run was good, not that it was interrupted.
            Runtime.getRuntime().halt(exitCode);
        }
    }

    private void stop(LocalStack stack, CountDownLatch stopped) {
        if (stopping.compareAndSet(false, true)) {
            console.tell("stopping the servers ...");
            stack.stopAndDelete();
            stopped.countDown();
        }
    }
}
