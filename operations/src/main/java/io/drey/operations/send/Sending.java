package io.drey.operations.send;

import static java.util.Objects.requireNonNull;

import io.drey.job.kafka.KafkaSettings;
import io.drey.operations.OperationException;
import io.drey.operations.input.InputFile;
import io.drey.operations.input.LineReader;
import io.drey.operations.input.OpenInput;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends files to one partition of a raw topic: one line a record without its end, in order, as idempotent writes that all
 * copies acknowledge. Each line is sent once, unless the whole is repeated.
 *
 * <p>A thread of its own reads and sends, so that a failure is seen while input is waited for. Memory is bounded: by lines
 * that Kafka has not acknowledged yet, 64 MiB or twice the topic's largest record, and by the longest line.
 */
public final class Sending implements AutoCloseable {

    /** What a record has beside its line, in a batch of its own, rounded up. */
    private static final int RECORD_OVERHEAD_BYTES = 1 << 10;

    private static final int BUFFERED_BYTES = 64 << 20;

    /** Each as the batch is compressed: large ones are fewer requests and shrink more. */
    private static final int BATCH_BYTES = 1 << 19;

    private static final int LINGER_MILLIS = 20;
    private static final Duration SECOND_LOOK = Duration.ofSeconds(5);

    private final KafkaSettings kafka;
    private final RawTopic topic;
    private final int partition;
    private final InputStream standardInput;
    private final List<Tally> tallies = new ArrayList<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "send-lines");
    private volatile boolean stopped;
    private volatile Tally current;
    private volatile OpenInput input;

    /**
     * Prepares sending; nothing is read yet.
     *
     * @param kafka where the topic is; properties of producers are taken over where they do not weaken what is promised
     * @param partition of the topic, for all lines
     * @param files in the order in which they are sent
     * @param standardInput where a file is standard input
     */
    public Sending(
            KafkaSettings kafka, RawTopic topic, int partition, List<InputFile> files, InputStream standardInput) {
        this.kafka = requireNonNull(kafka, "kafka is null");
        this.topic = requireNonNull(topic, "topic is null");
        this.partition = partition;
        this.standardInput = requireNonNull(standardInput, "standardInput is null");
        files.forEach(file -> tallies.add(new Tally(file)));
        try {
            this.producer = new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw OperationException.failure(refusal().explain(e), e);
        }
        thread.setDaemon(true);
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "drey-send");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, Integer.toString(LINGER_MILLIS));
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                Long.toString(Math.max(BUFFERED_BYTES, 2L * topic.largestRecord())));
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(topic.largestRecord()));
        properties.putAll(kafka.properties());
        // What a user may not change: each line once, in order, and none lost.
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        // While no line is acknowledged, lines wait as long as the oldest may.
        properties.putIfAbsent(
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                properties.getProperty(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "120000"));
        return properties;
    }

    /** Begins to read and send. */
    public void start() {
        thread.start();
    }

    /**
     * Waits until all is sent or something failed.
     *
     * @return whether that is so
     */
    public boolean await(Duration longest) throws InterruptedException {
        return ended.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes no further line, and gives those that were taken some time to be acknowledged. */
    public void stop(Duration patience) {
        stopped = true;
        producer.close(patience);
    }

    /** What ended the sending too early, if anything did: why, and what to do about it. */
    public Optional<String> problem() {
        return Optional.ofNullable(failure.get()).map(this::explain);
    }

    /** How many lines Kafka has acknowledged. */
    public long acknowledged() {
        long lines = 0;
        for (Tally tally : tallies) {
            lines += tally.lines.get();
        }
        return lines;
    }

    /** Whether lines were handed to Kafka that it has not acknowledged. */
    public boolean isWaiting() {
        return tallies.stream().anyMatch(tally -> tally.lines.get() < tally.handed.get());
    }

    /** What was acknowledged of each file. */
    public List<SentFile> files() {
        return tallies.stream().map(Tally::sent).toList();
    }

    /** The first line that Kafka has not acknowledged, if there may be such. */
    public Optional<Place> firstMissing() {
        return tallies.stream()
                .filter(tally -> !tally.whole || tally.inOrder.get() < tally.handed.get())
                .findFirst()
                .map(tally -> new Place(tally.file, tally.inOrder.get() + 1));
    }

    /**
     * A line of a file.
     *
     * @param file the file
     * @param line its number; the first is 1
     */
    public record Place(InputFile file, long line) {}

    /** The file that is read, or the last that was. */
    public InputFile file() {
        Tally now = current;
        return now == null ? tallies.get(0).file : now.file;
    }

    /** How many bytes were read of files that are compressed or not, as they are there. */
    public long bytesRead() {
        long bytes = 0;
        for (Tally tally : tallies) {
            bytes += tally.whole ? tally.file.size() : 0;
        }
        OpenInput open = input;
        Tally now = current;
        return bytes + (open == null || now == null || now.whole ? 0 : open.position());
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }

    private String explain(Exception cause) {
        if (cause instanceof OperationException known) {
            return known.getMessage();
        }
        if (cause instanceof TimeoutException) {
            // A producer waits for a topic that was deleted, as for a broker that is away.
            try {
                RawTopic.find(kafka, topic.dataset(), SECOND_LOOK);
            } catch (OperationException e) {
                return e.getMessage();
            }
        }
        return refusal().explain(cause);
    }

    private Refusal refusal() {
        return new Refusal(kafka.bootstrapServers(), topic.dataset());
    }

    private void run() {
        try {
            for (Tally tally : tallies) {
                current = tally;
                send(tally);
                if (isOver()) {
                    return;
                }
                tally.whole = true;
            }
            producer.flush();
        } catch (IOException e) {
            endFor(unreadable(e));
        } catch (RuntimeException e) {
            endFor(e);
        } finally {
            ended.countDown();
        }
    }

    private void endFor(Exception cause) {
        // Where the producer was closed under this thread, the reason is known already.
        if (!isOver()) {
            // What was read until then still counts.
            producer.flush();
            failure.compareAndSet(null, cause);
        }
    }

    private OperationException unreadable(Exception e) {
        return OperationException.failure(
                "%s cannot be read: %s; mend that and go on".formatted(current.file.title(), e.getMessage()), e);
    }

    private boolean isOver() {
        return stopped || failure.get() != null;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the tally is told of refusals
    private void send(Tally tally) throws IOException {
        int longest = topic.largestRecord() - RECORD_OVERHEAD_BYTES;
        try (OpenInput open = tally.file.open(standardInput)) {
            input = open;
            LineReader lines = new LineReader(open.bytes(), longest);
            for (byte[] line = lines.next(); line != null && !isOver(); line = lines.next()) {
                tally.handed.incrementAndGet();
                producer.send(new ProducerRecord<>(topic.name(), partition, null, line), tally);
            }
        } catch (LineReader.LongLineException e) {
            throw OperationException.failure(
                    "line %d of %s has more than the %d bytes that fit into a record of %s: raise 'max-message-bytes' in the document of tenant %s and run 'drey apply', or cut the line"
                            .formatted(
                                    e.line(),
                                    tally.file.title(),
                                    longest,
                                    topic.name(),
                                    topic.dataset().tenant()),
                    e);
        }
    }

    /** Counts the lines of a file. Written by the reading thread and by the producer's, read by any. */
    private final class Tally implements Callback {
        private static final long NO_OFFSET = -1;

        private final InputFile file;
        private final AtomicLong lines = new AtomicLong();
        private final AtomicLong inOrder = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong handed = new AtomicLong();
        private volatile long firstOffset = NO_OFFSET;
        private volatile long lastOffset = NO_OFFSET;
        private volatile boolean whole;

        private Tally(InputFile file) {
            this.file = file;
        }

        @Override
        public void onCompletion(RecordMetadata metadata, Exception refused) {
            if (refused != null) {
                failure.compareAndSet(null, refused);
                ended.countDown();
                return;
            }
            if (metadata.hasOffset()) {
                firstOffset = firstOffset < 0 ? metadata.offset() : firstOffset;
                lastOffset = metadata.offset();
            }
            lines.incrementAndGet();
            bytes.addAndGet(metadata.serializedValueSize());
            if (failure.get() == null) {
                // What is acknowledged behind a refusal leaves a gap before it.
                inOrder.incrementAndGet();
            }
        }

        private SentFile sent() {
            return new SentFile(file.name(), lines.get(), bytes.get(), offset(firstOffset), offset(lastOffset));
        }

        private static OptionalLong offset(long offset) {
            return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
        }
    }
}
