package io.drey.benchmarks;

import io.drey.cep.CepTopology;
import io.drey.cep.RuleDirectory;
import io.drey.event.Alert;
import io.drey.event.DatasetId;
import io.drey.event.EventBuilder;
import io.drey.event.LogEvent;
import io.drey.job.clock.ClockTick;
import io.drey.job.clock.Clocked;
import io.drey.rules.book.RuleBook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.IntConsumer;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * Ours: the operators of the jobs, sifting and matching, on keyed state of the heap, without a cluster. What is sent from one to
 * the other is serialized, and the dataset's clock follows the requests by the reorder delay.
 */
final class SequenceOperators implements Contender {

    private static final DatasetId DATASET = new DatasetId("bench", "access");

    private EventBuilder[] events;
    private JobOperators operators;
    private OneInputStreamOperatorTestHarness<Clocked<LogEvent>, Object> sift;
    private KeyedOneInputStreamOperatorTestHarness<String, Object, Alert> match;
    private Shuffle<Object> shuffle;
    private final Map<String, Integer> linesByEvent = new HashMap<>();
    private long beginMillis;
    private long matches;

    /** The one rule, for whoever asks. */
    private static final class OneRule implements RuleDirectory {

        private static final long serialVersionUID = 1;

        private transient RuleBook book;

        @Override
        public void open() {
            book = SequenceEngine.book();
        }

        @Override
        public RuleBook rules(String tenant) {
            return book;
        }

        @Override
        public void close() {}
    }

    @Override
    public void prepare(Path input, int lines) throws IOException {
        events = Request.events(input, lines);
        for (int i = 0; i < lines; i++) {
            linesByEvent.put(events[i].position().eventId(), i);
        }
        try {
            open();
        } catch (Exception e) {
            throw new IllegalStateException("the job's operators did not open", e);
        }
    }

    private void open() throws Exception {
        CepTopology.attach(JobOperators.noEvents(DATASET), new OneRule(), alerts -> {
            operators = new JobOperators(alerts);
        });
        shuffle = new Shuffle<>(operators.output("sift-events"));
        sift = operators.ofEvents("sift-events");
        match = operators.keyed("match-detections");
    }

    @Override
    public void pass() {
        run(events.length, line -> matches++);
    }

    @Override
    public long answer(int lines) {
        CompletedLines completed = new CompletedLines();
        run(lines, completed);
        return completed.answer();
    }

    /** Each time a day later, since a dataset's clock does not go back. */
    private void run(int count, IntConsumer completed) {
        long dayMillis = Duration.ofDays(1).toMillis();
        beginMillis += dayMillis;
        long now = Long.MIN_VALUE;
        try {
            for (int i = 0; i < count; i++) {
                EventBuilder event = events[i];
                long millis = event.timestampMillis() % dayMillis + beginMillis;
                if (millis != now) {
                    now = millis;
                    clock(now - SequenceContest.REORDER_MILLIS, completed);
                }
                event.timestampMicros(millis * 1_000);
                sift.processElement(new StreamRecord<>(Clocked.payload(event)));
                send(completed);
            }
            clock(now + SequenceContest.REORDER_MILLIS, completed);
        } catch (Exception e) {
            throw new IllegalStateException("the job's operators failed", e);
        }
    }

    private void clock(long millis, IntConsumer completed) throws Exception {
        sift.processElement(
                new StreamRecord<>(Clocked.tick(new ClockTick(DATASET.tenant(), DATASET.dataset(), 0, millis, false))));
        send(completed);
    }

    private void send(IntConsumer completed) throws Exception {
        Queue<Object> sifted = sift.getOutput();
        for (Object record = sifted.poll(); record != null; record = sifted.poll()) {
            match.processElement(new StreamRecord<>(shuffle.send(((StreamRecord<?>) record).getValue())));
        }
        if (!match.getOutput().isEmpty()) {
            for (Alert alert : match.extractOutputValues()) {
                completed.accept(linesByEvent.get(alert.evidence()[alert.evidence().length - 1].eventId()));
            }
            match.getOutput().clear();
        }
    }
}
