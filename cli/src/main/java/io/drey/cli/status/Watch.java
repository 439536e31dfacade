package io.drey.cli.status;

import io.drey.operations.health.TopicLags.Lag;
import io.drey.operations.status.Answer;
import io.drey.operations.status.JobStatus;
import io.drey.operations.status.Question;
import io.drey.operations.status.Traffic;
import io.drey.stack.ServerStatus;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Asks all servers again and again, and shows what they say. */
final class Watch implements AutoCloseable {

    /** How long a refresh waits for servers; who takes longer is shown with the next. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "status");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch ended = new CountDownLatch(1);
    private final LagHistory history = new LagHistory();
    private final Sources sources;
    private final Clock clock;
    private final Optional<Question<List<ServerStatus>>> servers;
    private final Question<List<JobStatus>> jobs;
    private final Optional<Question<List<Lag>>> lags;
    private final Optional<Question<Traffic>> traffic;

    /**
     * Whom to ask; each fails in words where there is no answer.
     *
     * @param servers for the local stack's servers; empty where another cluster was named
     * @param jobs for jobs
     * @param lags for lags; empty where no Kafka is known
     * @param tenant whose traffic is shown
     * @param traffic for the traffic; empty where no OpenSearch is known, or no tenant
     */
    record Sources(
            Optional<Supplier<List<ServerStatus>>> servers,
            Supplier<List<JobStatus>> jobs,
            Optional<Supplier<List<Lag>>> lags,
            String tenant,
            Optional<Supplier<Traffic>> traffic) {}

    Watch(Sources sources, Clock clock) {
        this.sources = sources;
        this.clock = clock;
        this.servers = sources.servers.map(asking -> new Question<>("the local stack", asking, threads, clock));
        this.jobs = new Question<>("Flink", sources.jobs, threads, clock);
        this.lags = sources.lags.map(asking -> new Question<>("Kafka", asking, threads, clock));
        this.traffic = sources.traffic.map(asking -> new Question<>("OpenSearch", asking, threads, clock));
    }

    /** Ends with the next refresh once a {@code q} is read. */
    void endAtKey(InputStream keys) {
        threads.execute(() -> {
            try {
                for (int key = keys.read(); key >= 0; key = keys.read()) {
                    if (key == 'q' || key == 'Q') {
                        ended.countDown();
                    }
                }
            } catch (IOException e) {
                // There are no keys any more; Ctrl-C remains.
            }
        });
    }

    /**
     * Shows refreshes until there were as many as asked for, or a key ends it.
     *
     * @param count how many; empty for no end
     * @return whether all was well at the last
     */
    boolean run(Display display, Duration interval, OptionalLong count) throws InterruptedException {
        for (long shown = 1; ; shown++) {
            StatusView view = look(interval);
            display.show(StatusScreen.lines(view, display.columns(), display.rows()));
            boolean isLast = count.isPresent() && shown >= count.getAsLong();
            if (isLast || ended.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                return view.isWell();
            }
        }
    }

    private StatusView look(Duration interval) throws InterruptedException {
        servers.ifPresent(Question::ask);
        jobs.ask();
        lags.ifPresent(Question::ask);
        traffic.ifPresent(Question::ask);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Optional<Answer<List<ServerStatus>>> knownServers = answer(servers, deadline);
        Answer<List<JobStatus>> knownJobs = jobs.answer(left(deadline));
        Optional<Answer<List<Lag>>> knownLags = answer(lags, deadline);
        Optional<Answer<Traffic>> knownTraffic = answer(traffic, deadline);
        knownLags.flatMap(Answer::value).ifPresent(history::add);
        return new StatusView(
                clock.instant(), interval, knownServers, knownJobs, knownLags, history, sources.tenant, knownTraffic);
    }

    private static <T> Optional<Answer<T>> answer(Optional<Question<T>> question, long deadline)
            throws InterruptedException {
        return question.isPresent() ? Optional.of(question.get().answer(left(deadline))) : Optional.empty();
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
