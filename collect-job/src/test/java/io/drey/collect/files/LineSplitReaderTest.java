package io.drey.collect.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.collect.domain.FoundFile;
import io.drey.job.kafka.OutgoingLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class LineSplitReaderTest {

    private final List<String> log = new ArrayList<>();
    private final LineSplitReader reader =
            new LineSplitReader(split -> new Unit((FileSplit) split), new ReadReport(new UnregisteredMetricsGroup()));

    @Test
    void aFileWhoseStorageFailsIsToldAndKeepsNoOtherWaiting() {
        add("failing", "good");

        fetch();
        fetch();

        assertThat(log).containsExactly("failing: stuck", "good: a line", "good: finished");
    }

    @Test
    void itIsTriedAgainAndOnceToldOnly() {
        add("failing");
        fetch();
        fetch();
        fetch();

        assertThat(log).as("after a pause of a second").containsExactly("failing: stuck");
    }

    @Test
    void whoHasNothingToReadIsWoken() {
        reader.wakeUp();
        fetch();

        assertThat(log).isEmpty();
    }

    private void add(String... names) {
        List<CollectSplit> splits = new ArrayList<>();
        for (String name : names) {
            splits.add(new FileSplit(name, new FoundFile("s3://b/" + name, 1, 1), 0));
        }
        reader.handleSplitsChanges(new SplitsAddition<>(splits));
    }

    private void fetch() {
        RecordsWithSplitIds<Fetched> records = reader.fetch();
        String split = records.nextSplit();
        while (split != null) {
            Fetched fetched = records.nextRecordFromSplit();
            while (fetched != null) {
                log.add(split + (fetched.isStuck() ? ": stuck" : ": a line"));
                fetched = records.nextRecordFromSplit();
            }
            split = records.nextSplit();
        }
        records.finishedSplits().forEach(finished -> log.add(finished + ": finished"));
    }

    /** A file of one line, or one that cannot be read. */
    private record Unit(FileSplit split) implements ReadUnit {

        @Override
        public String splitId() {
            return split.topic();
        }

        @Override
        public Batch read(long nowMillis) throws StorageException {
            if (split.topic().equals("failing")) {
                throw new StorageException(new IOException("away"));
            }
            return new Batch(
                    List.of(Fetched.ofFile(
                            new OutgoingLine("raw.a.b", "s", 0, "/x".getBytes(UTF_8), "x".getBytes(UTF_8)), 2)),
                    true);
        }

        @Override
        public void close() {}
    }
}
