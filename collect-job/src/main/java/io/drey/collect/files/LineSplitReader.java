package io.drey.collect.files;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/**
 * Reads the splits of a subtask in turns. One whose storage fails is tried again, later each time, and does not keep others
 * waiting.
 */
final class LineSplitReader implements SplitReader<Fetched, CollectSplit> {

    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toMillis();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(1).toMillis();

    /** How long one that grows is left alone when it had nothing. */
    private static final long TAIL_PAUSE = 500;

    private final Function<CollectSplit, ReadUnit> opening;
    private final ReadReport report;
    private final Deque<Turn> turns = new ArrayDeque<>();
    private final Semaphore woken = new Semaphore(0);

    /** A split and when it is read next. */
    private static final class Turn {
        private final ReadUnit unit;
        private long dueMillis;
        private long pauseMillis;

        private Turn(ReadUnit unit) {
            this.unit = unit;
        }
    }

    LineSplitReader(Function<CollectSplit, ReadUnit> opening, ReadReport report) {
        this.opening = opening;
        this.report = report;
    }

    @Override
    public RecordsWithSplitIds<Fetched> fetch() {
        RecordsBySplits.Builder<Fetched> records = new RecordsBySplits.Builder<>();
        long now = System.currentTimeMillis();
        Turn turn = nextDue(now);
        if (turn == null) {
            pause(now);
            return records.build();
        }
        try {
            ReadUnit.Batch batch = turn.unit.read(now);
            turn.pauseMillis = 0;
            turn.dueMillis = batch.fetched().isEmpty() ? now + TAIL_PAUSE : 0;
            records.addAll(turn.unit.splitId(), batch.fetched());
            if (batch.isFinished()) {
                turn.unit.close();
                records.addFinishedSplit(turn.unit.splitId());
            } else {
                turns.addLast(turn);
            }
        } catch (StorageException e) {
            report.failed(turn.unit.splitId(), e);
            if (turn.pauseMillis == 0) {
                records.add(turn.unit.splitId(), Fetched.stuck());
            }
            turn.pauseMillis = turn.pauseMillis == 0 ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, 2 * turn.pauseMillis);
            turn.dueMillis = now + turn.pauseMillis;
            turns.addLast(turn);
        }
        return records.build();
    }

    private Turn nextDue(long now) {
        Iterator<Turn> each = turns.iterator();
        while (each.hasNext()) {
            Turn turn = each.next();
            if (turn.dueMillis <= now) {
                each.remove();
                return turn;
            }
        }
        return null;
    }

    private void pause(long now) {
        long due = now + LONGEST_PAUSE;
        for (Turn turn : turns) {
            due = Math.min(due, turn.dueMillis);
        }
        try {
            if (woken.tryAcquire(Math.max(1, due - now), TimeUnit.MILLISECONDS)) {
                woken.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void handleSplitsChanges(SplitsChange<CollectSplit> change) {
        if (!(change instanceof SplitsAddition)) {
            throw new UnsupportedOperationException("a change of splits is not known: " + change.getClass());
        }
        change.splits().forEach(split -> turns.addLast(new Turn(opening.apply(split))));
    }

    @Override
    public void wakeUp() {
        woken.release();
    }

    @Override
    public void close() {
        turns.forEach(turn -> turn.unit.close());
        turns.clear();
    }
}
