package io.drey.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * "Five failures within 60 seconds, then a success, by one address" over requests that are parsed and in their order. The answer
 * is which requests complete a match.
 */
final class SequenceContest {

    private static final AccessLogInput LOG = new AccessLogInput(1_000_000, 20250301);
    private static final int LINES = 100_000;
    /** Flink CEP takes a fifth of a second for so many of an attack. */
    private static final int FEW_LINES = 10_000;

    static final int DENSE_LINES = 300_000;
    private static final int DENSE_LINES_A_SECOND = 6_000;

    static final Contest CONTEST = new Contest(
            "sequence",
            LOG::in,
            new Contest.Entry("drey", LINES, SequenceEngine::new),
            List.of(
                    new Contest.Peer(new Contest.Entry("flink-cep", LINES, FlinkCepSequence::inProcessingTime), 30),
                    new Contest.Peer(new Contest.Entry("esper", LINES, EsperSequence::new), 1)),
            LINES);

    /** The same where many guess, so that every request is of interest and much has begun. */
    static final Contest OF_AN_ATTACK = new Contest(
            "sequence-attack",
            SequenceContest::linesOfAnAttack,
            new Contest.Entry("drey", FEW_LINES, SequenceEngine::new),
            List.of(
                    new Contest.Peer(new Contest.Entry("flink-cep", FEW_LINES, FlinkCepSequence::inProcessingTime), 30),
                    new Contest.Peer(new Contest.Entry("esper", FEW_LINES, EsperSequence::new), 1)),
            FEW_LINES);

    /** The same where requests may come out of order: the jobs' operators, against Flink CEP's in event time. */
    static final Contest OUT_OF_ORDER = new Contest(
            "sequence-job",
            LOG::in,
            new Contest.Entry("drey", LINES, SequenceOperators::new),
            List.of(new Contest.Peer(new Contest.Entry("flink-cep", LINES, FlinkCepSequence::inEventTime), 30)),
            LINES);

    /**
     * The same from lines of text. All of them are of less than the rule's span, since the windows of the peer follow the wall
     * clock; so they are the same windows.
     */
    static final Contest FROM_LINES = new Contest(
            "sequence-lines",
            SequenceContest::linesOfLessThanTheSpan,
            new Contest.Entry("drey", DENSE_LINES, LinesSequence::new),
            List.of(new Contest.Peer(new Contest.Entry("sec", DENSE_LINES, SecSequence::new), 15)),
            DENSE_LINES);

    /** How many failures there must be. */
    static final int FAILURES = 5;

    /** How long after the first of them the success may come, itself included, in milliseconds. */
    static final long SPAN_MILLIS = 60_000;

    /** By how much the clock follows the latest request, in milliseconds, where requests may come out of order. */
    static final long REORDER_MILLIS = 5_000;

    private SequenceContest() {}

    /** The first lines of the generated log, thirty times as dense. */
    static Path linesOfLessThanTheSpan(Path folder) throws IOException {
        LineTimes times = new LineTimes(Instant.parse("2025-03-01T00:00:00Z"), DENSE_LINES_A_SECOND);
        return changed(folder, "access-dense-%d.log".formatted(DENSE_LINES), DENSE_LINES, times::stamp);
    }

    /** The first lines of the generated log, nineteen of twenty refused and the others let in: many guess. */
    private static Path linesOfAnAttack(Path folder) throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        return changed(folder, "access-attack-%d.log".formatted(LINES), LINES, (line, n) -> {
            byte[] status = (random.nextInt(20) == 0 ? "200" : "401").getBytes(US_ASCII);
            int quotes = 0;
            int at = 0;
            while (quotes < 2) {
                quotes += line[at++] == '"' ? 1 : 0;
            }
            System.arraycopy(status, 0, line, at + 1, status.length);
        });
    }

    /** Changes a line, of which it is said how many there were before. */
    private interface Change {
        void of(byte[] line, int n);
    }

    private static Path changed(Path folder, String name, int count, Change change) throws IOException {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            return file;
        }
        Lines lines = Lines.read(LOG.in(folder), count);
        Path part = folder.resolve(name + ".part");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 20)) {
            for (int i = 0; i < count; i++) {
                byte[] line = lines.record(i);
                change.of(line, i);
                out.write(line);
                out.write('\n');
            }
        }
        return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
