package io.drey.delivery.sending;

import io.drey.configuration.MailTarget;
import io.drey.configuration.TargetDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Gathers a target's alerts. The first goes at once, with those that come within a second; what follows gathers until the target's
 * interval is over, or until there are {@link #MOST} of them. The interval is looked up for each batch, so that a changed one
 * holds from the next on.
 */
final class GatherByInterval extends KeyedProcessFunction<String, Parcel, ParcelBatch> {

    /** How many are gathered at the most, so that a flood fills no memory: they are excerpts of a few kilobytes. */
    static final int MOST = 10_000;

    /** How long the first waits for others: one cause often raises several. */
    static final Duration FIRST_WAIT = Duration.ofSeconds(1);

    private final Targets targets;

    private transient ListState<Parcel> gathered;
    private transient ValueState<Stand> stand;

    GatherByInterval(Targets targets) {
        this.targets = targets;
    }

    /**
     * Where the gathering of a target stands.
     *
     * @param count how many are gathered
     * @param due when they go, or, where there are none, when the interval is over: in milliseconds since the epoch
     */
    public record Stand(int count, long due) {}

    @Override
    public void open(OpenContext context) {
        targets.open();
        gathered = getRuntimeContext()
                .getListState(new ListStateDescriptor<>("gathered-parcels", TypeInformation.of(Parcel.class)));
        stand = getRuntimeContext().getState(new ValueStateDescriptor<>("stand", TypeInformation.of(Stand.class)));
    }

    @Override
    public void processElement(Parcel parcel, Context context, Collector<ParcelBatch> out) throws Exception {
        Stand before = stand.value();
        gathered.add(parcel);
        if (before == null) {
            long due = context.timerService().currentProcessingTime() + FIRST_WAIT.toMillis();
            context.timerService().registerProcessingTimeTimer(due);
            // Fires when there is no more input.
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE - 1);
            stand.update(new Stand(1, due));
        } else if (before.count() + 1 >= MOST) {
            passOn(context.getCurrentKey(), out);
            stand.update(new Stand(0, before.due()));
        } else {
            stand.update(new Stand(before.count() + 1, before.due()));
        }
    }

    @Override
    public void onTimer(long time, OnTimerContext context, Collector<ParcelBatch> out) throws Exception {
        Stand now = stand.value();
        if (now == null) {
            return;
        }
        if (now.count() == 0) {
            stand.clear();
            context.timerService().deleteEventTimeTimer(Long.MAX_VALUE - 1);
            return;
        }
        passOn(context.getCurrentKey(), out);
        long due = context.timerService().currentProcessingTime()
                + targets.find(context.getCurrentKey())
                        .flatMap(TargetDocument::mail)
                        .map(MailTarget::interval)
                        .orElse(Duration.ZERO)
                        .toMillis();
        context.timerService().registerProcessingTimeTimer(due);
        stand.update(new Stand(0, due));
    }

    private void passOn(String target, Collector<ParcelBatch> out) throws Exception {
        List<Parcel> parcels = new ArrayList<>();
        gathered.get().forEach(parcels::add);
        gathered.clear();
        out.collect(new ParcelBatch(target, parcels.toArray(Parcel[]::new)));
    }

    @Override
    public void close() {
        targets.close();
    }
}
