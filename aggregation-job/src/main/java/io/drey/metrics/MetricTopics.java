package io.drey.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.drey.event.DatasetId;
import io.drey.event.Topics;
import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricPointCodec;
import io.drey.job.delivery.DeadLetterEnd;
import io.drey.job.kafka.DecodeRecords;
import io.drey.job.kafka.OutgoingRecord;
import io.drey.job.kafka.RawRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The points of metrics in topics, on their way from a region to the centre. At least once is enough: a point has an id and a version.
 */
final class MetricTopics {

    private MetricTopics() {}

    /** Writes points to the tenants' topics; those of equal id keep their order. */
    static void write(DataStream<MetricPoint> points, Sink<OutgoingRecord> records) {
        points.map(new Encode())
                .returns(TypeInformation.of(OutgoingRecord.class))
                .name("metrics as records")
                .uid("metrics-records")
                .sinkTo(records)
                .name("metrics: topics")
                .uid("metrics-topics");
    }

    /**
     * Points, and those that other installations sent to topics.
     *
     * @param source the records of metrics topics
     * @param deadLetters takes what stood in a metrics topic and is no point, or another tenant's
     */
    static DataStream<MetricPoint> withThoseOfRegions(
            DataStream<MetricPoint> points, Source<RawRecord, ?, ?> source, Sink<OutgoingRecord> deadLetters) {
        SingleOutputStreamOperator<MetricPoint> ofRegions = points.getExecutionEnvironment()
                .fromSource(
                        source,
                        WatermarkStrategy.noWatermarks(),
                        "metrics-of-regions",
                        TypeInformation.of(RawRecord.class))
                .uid("metrics-of-regions")
                .process(decoding())
                .returns(TypeInformation.of(MetricPoint.class))
                .name("decode-metrics-of-regions")
                .uid("decode-metrics-of-regions");
        DeadLetterEnd.write(ofRegions.getSideOutput(DecodeRecords.UNREADABLE), deadLetters, "unreadable-metrics");
        return points.union(ofRegions);
    }

    static DecodeRecords<MetricPoint> decoding() {
        return new DecodeRecords<>(Topics.METRICS, "metrics", new Decode());
    }

    private static final class Encode extends RichMapFunction<MetricPoint, OutgoingRecord> {

        private static final long serialVersionUID = 1L;

        private transient MetricPointCodec codec;

        @Override
        public void open(OpenContext context) {
            codec = new MetricPointCodec();
        }

        @Override
        public OutgoingRecord map(MetricPoint point) {
            String id = point.id();
            return new OutgoingRecord(
                    Topics.metrics(point.window().tenant()), id.hashCode(), id.getBytes(US_ASCII), codec.encode(point));
        }
    }

    private static final class Decode implements DecodeRecords.Decoder<MetricPoint> {

        private static final long serialVersionUID = 1L;

        private transient MetricPointCodec codec;

        @Override
        public MetricPoint decode(RawRecord record, String tenant) {
            if (codec == null) {
                codec = new MetricPointCodec();
            }
            MetricPoint point = codec.decode(record.value());
            new DatasetId(point.window().tenant(), point.window().dataset());
            if (!point.window().tenant().equals(tenant)) {
                throw new IllegalArgumentException("a metric of tenant %s in the topic of tenant %s"
                        .formatted(point.window().tenant(), tenant));
            }
            return point;
        }
    }
}
