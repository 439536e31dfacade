package io.drey.lake.landing;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Alert;
import io.drey.event.DeadLetter;
import io.drey.event.DroppedLine;
import io.drey.event.flink.LogEventTypeInfo;
import io.drey.event.metric.MetricPoint;
import io.drey.lake.Lake;
import io.drey.lake.LakeSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.iceberg.hadoop.HadoopCatalog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeSinksTest {

    @TempDir
    private Path folder;

    private LakeSettings settings;

    @BeforeEach
    void init() {
        LakeSettings inFolder = LakeSettings.inFolder(folder.toUri().toString());
        settings = new LakeSettings(
                CountedCatalog.class.getName(),
                inFolder.catalogUri(),
                inFolder.catalogUser(),
                inFolder.catalogPassword(),
                inFolder.warehouse(),
                inFolder.catalogProperties(),
                inFolder.catalogSecrets(),
                inFolder.hadoopProperties(),
                inFolder.distribution());
        try (Lake lake = Lake.open(settings)) {
            lake.init();
        }
    }

    /** Each opening is a connection to the catalog's database, while somebody waits for the job to start. */
    @Test
    void theCatalogIsOpenedOnceForEachTableOfAGraph() {
        LakeSinks sinks = new LakeSinks(settings);

        assertThat(Map.of(
                        "logs", opened(sinks.logs(), LogEventTypeInfo.INSTANCE, Samples.full(0)),
                        "dead_letters",
                                opened(
                                        sinks.deadLetters(),
                                        TypeInformation.of(DeadLetter.class),
                                        Samples.deadLetter(0)),
                        "dropped",
                                opened(
                                        sinks.dropped(),
                                        TypeInformation.of(DroppedLine.class),
                                        DroppedLine.of(Samples.full(0), "path: /health")),
                        "alerts", opened(sinks.alerts(), TypeInformation.of(Alert.class), Samples.alert("a", "b")),
                        "metrics",
                                opened(sinks.metrics(), TypeInformation.of(MetricPoint.class), Samples.metric(1, 5))))
                .allSatisfy((table, times) -> assertThat(times).isEqualTo(1));
    }

    private static <T> int opened(Consumer<DataStream<T>> sink, TypeInformation<T> type, T sample) {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        int before = CountedCatalog.OPENED.get();
        sink.accept(environment.fromData(type, sample));
        // Sinks add their operators only now.
        assertThat(environment.getStreamGraph().getStreamNodes()).isNotEmpty();
        return CountedCatalog.OPENED.get() - before;
    }

    /** Counts how often it is opened. */
    public static final class CountedCatalog extends HadoopCatalog {

        private static final AtomicInteger OPENED = new AtomicInteger();

        @Override
        public void initialize(String name, Map<String, String> properties) {
            OPENED.incrementAndGet();
            super.initialize(name, properties);
        }
    }
}
