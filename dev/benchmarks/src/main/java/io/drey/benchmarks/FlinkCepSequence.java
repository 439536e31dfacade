package io.drey.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.operator.CepOperator;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;

/**
 * Flink CEP: its own operator on keyed state of the heap, without a cluster. In processing time, which the requests' own times
 * are given as, each request goes to the NFA at once, and nothing is spent on waiting and sorting. In event time it waits for the
 * watermark, which follows the requests by the reorder delay, and is serialized before, as behind any {@code keyBy}.
 */
final class FlinkCepSequence implements Contender {

    private final boolean isProcessingTime;
    private final TypeSerializer<CepRequest> serializer =
            TypeInformation.of(CepRequest.class).createSerializer(new SerializerConfigImpl());
    private final Shuffle<CepRequest> shuffle = new Shuffle<>(serializer);
    private KeyedOneInputStreamOperatorTestHarness<String, CepRequest, Integer> harness;
    private CepRequest[] requests;
    private long beginMillis;
    private long matches;

    private FlinkCepSequence(boolean isProcessingTime) {
        this.isProcessingTime = isProcessingTime;
    }

    static FlinkCepSequence inProcessingTime() {
        return new FlinkCepSequence(true);
    }

    static FlinkCepSequence inEventTime() {
        return new FlinkCepSequence(false);
    }

    /** What Flink's serializers know; the NFA keeps it while something has begun. */
    public static final class CepRequest {

        public String address;
        public int status;
        public long millis;
        public int line;

        public CepRequest() {}

        CepRequest(Request request) {
            this.address = request.address;
            this.status = request.status;
            this.millis = request.millis;
            this.line = request.line;
        }
    }

    @Override
    public void prepare(Path input, int lines) throws IOException {
        Request[] read = Request.read(input, lines);
        requests = new CepRequest[read.length];
        for (int i = 0; i < read.length; i++) {
            requests[i] = new CepRequest(read[i]);
        }
        Pattern<CepRequest, ?> pattern = Pattern.<CepRequest>begin(
                        "failures", AfterMatchSkipStrategy.skipPastLastEvent())
                .where(SimpleCondition.of(request -> request.status == 401 || request.status == 403))
                .times(SequenceContest.FAILURES)
                .followedBy("success")
                .where(SimpleCondition.of(request -> request.status >= 200 && request.status < 400))
                // The end of Flink's windows does not belong to them.
                .within(Duration.ofMillis(SequenceContest.SPAN_MILLIS + 1));
        try {
            harness = new KeyedOneInputStreamOperatorTestHarness<>(
                    new CepOperator<>(
                            serializer,
                            isProcessingTime,
                            NFACompiler.compileFactory(pattern, false),
                            null,
                            pattern.getAfterMatchSkipStrategy(),
                            new Completing(),
                            null),
                    request -> request.address,
                    Types.STRING);
            harness.open();
        } catch (Exception e) {
            throw new IllegalStateException("Flink CEP's operator did not open", e);
        }
    }

    @Override
    public void pass() {
        run(requests.length, line -> matches++);
    }

    @Override
    public long answer(int lines) {
        CompletedLines completed = new CompletedLines();
        run(lines, completed);
        return completed.answer();
    }

    /** Each time a day later, so that nothing is left of the time before. */
    private void run(int count, IntConsumer completed) {
        beginMillis += Duration.ofDays(1).toMillis();
        long now = Long.MIN_VALUE;
        try {
            for (int i = 0; i < count; i++) {
                CepRequest request = requests[i];
                if (request.millis != now) {
                    now = request.millis;
                    clock(beginMillis + now, completed);
                }
                if (request.status >= 400 && request.status != 401 && request.status != 403) {
                    continue;
                }
                CepRequest sent = isProcessingTime ? request : shuffle.send(request);
                harness.processElement(new StreamRecord<>(sent, beginMillis + request.millis));
                if (isProcessingTime) {
                    take(completed);
                }
            }
            clock(beginMillis + now + 2 * SequenceContest.REORDER_MILLIS, completed);
        } catch (Exception e) {
            throw new IllegalStateException("Flink CEP failed", e);
        }
    }

    private void clock(long millis, IntConsumer completed) throws Exception {
        if (isProcessingTime) {
            harness.setProcessingTime(millis);
        } else {
            harness.processWatermark(millis - SequenceContest.REORDER_MILLIS - 1);
            take(completed);
        }
    }

    private void take(IntConsumer completed) {
        if (!harness.getOutput().isEmpty()) {
            harness.extractOutputValues().forEach(completed::accept);
            harness.getOutput().clear();
        }
    }

    private static final class Completing extends PatternProcessFunction<CepRequest, Integer> {

        private static final long serialVersionUID = 1;

        @Override
        public void processMatch(Map<String, List<CepRequest>> match, Context context, Collector<Integer> out) {
            out.collect(match.get("success").get(0).line);
        }
    }
}
