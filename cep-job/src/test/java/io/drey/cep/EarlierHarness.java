package io.drey.cep;

import io.drey.detection.AccessEvent;
import io.drey.detection.Detection;
import io.drey.event.Alert;
import io.drey.job.clock.ClockTick;
import io.drey.job.clock.Clocked;
import io.drey.job.clock.ClockedTypeInfo;
import io.drey.job.clock.EventStreams;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/** The operator of {@link EarlierMatchDetections} as the topology builds it, on its own. */
final class EarlierHarness implements AutoCloseable {

    private static final TypeInformation<EarlierCandidate> CANDIDATE = TypeInformation.of(EarlierCandidate.class);

    private final List<Detection> detections;
    private final KeyedOneInputStreamOperatorTestHarness<String, Clocked<EarlierCandidate>, Alert> harness;

    EarlierHarness(List<Detection> detections) throws Exception {
        this(detections, new EarlierMatchDetections(detections), null);
    }

    EarlierHarness(List<Detection> detections, OperatorSubtaskState restored) throws Exception {
        this(detections, new EarlierMatchDetections(detections), restored);
    }

    EarlierHarness(List<Detection> detections, EarlierMatchDetections function, OperatorSubtaskState restored)
            throws Exception {
        this.detections = detections;
        harness = new KeyedOneInputStreamOperatorTestHarness<>(
                operator(function),
                element -> element.isTick() ? "" : element.payload().key(),
                Types.STRING);
        harness.setup(TypeInformation.of(Alert.class).createSerializer(new SerializerConfigImpl()));
        if (restored != null) {
            harness.initializeState(restored);
        }
        harness.open();
    }

    void request(AccessEvent event) throws Exception {
        for (Detection detection : detections) {
            if (detection.concerns(event.status())) {
                harness.processElement(
                        new StreamRecord<>(Clocked.payload(EarlierCandidate.of(detection.rule(), event))));
            }
        }
    }

    void clock(String tenant, String dataset, long millis) throws Exception {
        harness.processElement(new StreamRecord<>(Clocked.tick(new ClockTick(tenant, dataset, 0, millis, false))));
    }

    void endInput() throws Exception {
        harness.endInput();
    }

    List<Alert> alerts() {
        return harness.extractOutputValues();
    }

    List<AccessEvent> late() {
        return harness.getSideOutput(EarlierMatchDetections.LATE) == null
                ? List.of()
                : harness.getSideOutput(EarlierMatchDetections.LATE).stream()
                        .map(StreamRecord::getValue)
                        .toList();
    }

    OperatorSubtaskState snapshot() throws Exception {
        return harness.snapshot(1, 1);
    }

    int stateEntries() {
        return harness.numKeyedStateEntries();
    }

    @Override
    public void close() {
        try {
            harness.close();
        } catch (Exception e) {
            throw new IllegalStateException("the operator did not close", e);
        }
    }

    @SuppressWarnings("unchecked") // a transformation does not say what its operator takes
    private static OneInputStreamOperator<Clocked<EarlierCandidate>, Alert> operator(EarlierMatchDetections function) {
        DataStream<Clocked<EarlierCandidate>> candidates = StreamExecutionEnvironment.getExecutionEnvironment()
                .fromData(
                        List.of(Clocked.tick(new ClockTick("acme", "access", 0, 0, false))),
                        new ClockedTypeInfo<>(CANDIDATE));
        DataStream<Alert> alerts = EventStreams.keyed(
                candidates,
                CANDIDATE,
                EarlierCandidate::key,
                function,
                TypeInformation.of(Alert.class),
                "match-detections");
        OneInputTransformation<Clocked<EarlierCandidate>, Alert> transformation =
                (OneInputTransformation<Clocked<EarlierCandidate>, Alert>) alerts.getTransformation();
        return (OneInputStreamOperator<Clocked<EarlierCandidate>, Alert>)
                ((SimpleOperatorFactory<Alert>) transformation.getOperatorFactory()).getOperator();
    }
}
