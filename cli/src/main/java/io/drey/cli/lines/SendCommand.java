package io.drey.cli.lines;

import io.drey.cli.console.Console;
import io.drey.cli.console.ExitCodes;
import io.drey.cli.console.FormatOption;
import io.drey.cli.stack.KafkaOption;
import io.drey.event.DatasetId;
import io.drey.event.Printable;
import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.OperationException;
import io.drey.operations.input.InputFile;
import io.drey.operations.send.RawTopic;
import io.drey.operations.send.Sending;
import io.drey.operations.send.SentFile;
import io.drey.query.rows.Rows;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "send",
        description = {
            "Sends lines into a dataset's raw topic, as a shipper would: one line a record, without its end, in order, "
                    + "bytes as they are. Files may be compressed by gzip, zstd or xz; their beginning tells.",
            "All files go, in the order given, through the one partition of --key, so that their lines keep their order: "
                    + "give rotated files oldest first. To fill several partitions, run it several times, with several "
                    + "keys. Needs the right to write to the topic, no other; memory does not grow with the input."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  drey send --tenant acme --dataset access /var/log/nginx/access.log.2.gz /var/log/nginx/access.log.1",
            "  tail -F access.log | drey send --tenant acme --dataset access -",
            "  drey send --tenant acme --dataset access --key web-7 -Dkafka-bootstrap-servers=broker:9092 web-7/*.zst",
            "  tail -n +1201 access.log | drey send --tenant acme --dataset access -      goes on from line 1201",
            "",
            "Exit code 1 where not all lines were acknowledged, Ctrl-C included: standard error says how many were, and "
                    + "from which line to go on."
        })
public final class SendCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration LINE_INTERVAL = Duration.ofSeconds(10);

    /** How long lines that were taken may take to be acknowledged after Ctrl-C. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

    private static final int NARROW_TERMINAL = 80;
    private static final String OVERWRITE = "\r\u001b[2K";

    private final Console console;

    @Option(names = "--tenant", required = true, paramLabel = "NAME", description = "Whose lines they are.")
    private String tenant;

    @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "The dataset they belong to.")
    private String dataset;

    @Option(
            names = "--key",
            paramLabel = "TEXT",
            description = "Lines of one key keep their order, also from one command to the next (default: the name of "
                    + "this machine).")
    private String key;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The lines; - for standard input.")
    private List<String> names = new ArrayList<>();

    @Mixin
    private KafkaOption kafka = new KafkaOption();

    @Mixin
    private FormatOption format = new FormatOption();

    private final AtomicBoolean told = new AtomicBoolean();
    private boolean isProgressShown;

    SendCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        DatasetId id;
        try {
            id = new DatasetId(tenant, dataset);
        } catch (IllegalArgumentException e) {
            throw OperationException.usage(e.getMessage(), e);
        }
        List<InputFile> files = InputFile.of(names);
        KafkaSettings settings = kafka.settings();
        RawTopic topic = RawTopic.find(settings, id, PATIENCE);
        int partition = topic.partition(key == null ? machine() : key);
        try (Sending sending = new Sending(settings, topic, partition, files, console.in())) {
            return send(sending, topic, partition, files);
        }
    }

    private int send(Sending sending, RawTopic topic, int partition, List<InputFile> files)
            throws InterruptedException {
        long began = System.nanoTime();
        Thread atCtrlC = new Thread(() -> stop(sending, topic, partition), "send-stop");
        Runtime.getRuntime().addShutdownHook(atCtrlC);
        try {
            sending.start();
            watch(sending, files, began);
            if (!told.compareAndSet(false, true)) {
                // Ctrl-C was pressed: its thread tells what came of it and ends the program.
                Thread.currentThread().join();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            return tell(sending, topic, partition, seconds);
        } finally {
            removeHook(atCtrlC);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already; the hook finds that all was told.
        }
    }

    private void watch(Sending sending, List<InputFile> files, long began) throws InterruptedException {
        boolean sizesKnown = files.stream().allMatch(file -> file.size() > 0);
        SendView view = new SendView(
                sizesKnown ? files.stream().mapToLong(InputFile::size).sum() : 0);
        int columns = Integer.getInteger("drey.columns", NARROW_TERMINAL);
        long nextLine = LINE_INTERVAL.toMillis();
        while (!sending.await(TICK)) {
            long millis = (System.nanoTime() - began) / 1_000_000;
            String line = view.line(
                    millis,
                    new SendView.State(
                            sending.file().title(), sending.bytesRead(), sending.acknowledged(), sending.isWaiting()));
            if (console.isTerminal()) {
                String cut = columns <= 0 || line.length() < columns ? line : line.substring(0, columns - 1);
                console.err().print(OVERWRITE + cut);
                console.err().flush();
                isProgressShown = true;
            } else if (millis >= nextLine) {
                console.tell(line.strip());
                nextLine = millis + LINE_INTERVAL.toMillis();
            }
        }
    }

    private int tell(Sending sending, RawTopic topic, int partition, double seconds) {
        clearProgress();
        String problem = sending.problem().orElse(null);
        print(sending, partition);
        if (problem != null) {
            throw OperationException.failure("%s; %s".formatted(problem, acknowledged(sending)));
        }
        console.tell(String.format(
                Locale.ROOT,
                "%,d lines are in %s: %.1f s, %,.0f lines/s",
                sending.acknowledged(),
                topic.name(),
                seconds,
                sending.acknowledged() / Math.max(seconds, 0.001)));
        return ExitCodes.DONE;
    }

    private void stop(Sending sending, RawTopic topic, int partition) {
        if (!told.compareAndSet(false, true)) {
            return;
        }
        sending.stop(LAST_PATIENCE);
        clearProgress();
        print(sending, partition);
        console.tell("drey: sending to %s was stopped; %s".formatted(topic.name(), acknowledged(sending)));
        console.out().flush();
        Runtime.getRuntime().halt(ExitCodes.FAILED);
    }

    private void clearProgress() {
        if (isProgressShown) {
            console.err().print(OVERWRITE);
            console.err().flush();
        }
    }

    private static String acknowledged(Sending sending) {
        long lines = sending.acknowledged();
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%,d line%s acknowledged", lines, lines == 1 ? " was" : "s were"));
        if (lines > 0) {
            sending.firstMissing()
                    .ifPresent(place -> text.append(": go on from line %d of %s"
                            .formatted(place.line(), Printable.of(place.file().title()))));
        }
        if (sending.isWaiting()) {
            text.append("; lines that were not may have arrived all the same");
        }
        return text.toString();
    }

    private void print(Sending sending, int partition) {
        List<List<Object>> rows = new ArrayList<>();
        for (SentFile file : sending.files()) {
            List<Object> row = new ArrayList<>();
            row.add(file.name());
            row.add(file.lines());
            row.add(file.bytes());
            row.add(partition);
            row.add(offset(file.firstOffset()));
            row.add(offset(file.lastOffset()));
            rows.add(row);
        }
        new Rows(List.of("file", "lines", "bytes", "partition", "first_offset", "last_offset"), rows)
                .print(format.format(), console.out());
    }

    private static Object offset(OptionalLong offset) {
        return offset.isPresent() ? offset.getAsLong() : null;
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
