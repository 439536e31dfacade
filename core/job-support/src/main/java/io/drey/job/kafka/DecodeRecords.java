package io.drey.job.kafka;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.DeadLetter;
import io.drey.event.Position;
import io.drey.event.Rejection;
import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Decodes the records of topics that each tenant has one of. What cannot be decoded, or is of another tenant than the topic's, goes
 * to {@link #UNREADABLE} with its bytes, reason and position.
 */
public final class DecodeRecords<T> extends ProcessFunction<RawRecord, T> {

    public static final OutputTag<DeadLetter> UNREADABLE =
            new OutputTag<>("unreadable", TypeInformation.of(DeadLetter.class));

    private static final long serialVersionUID = 1L;

    /** What the records of topics mean. */
    public interface Decoder<T> extends Serializable {

        /**
         * Decodes a record, which has a value.
         *
         * @param tenant whose topic it is in
         * @throws IllegalArgumentException saying why it cannot be, or that it is another tenant's
         */
        T decode(RawRecord record, String tenant);
    }

    private final Pattern topics;
    private final String dataset;
    private final Decoder<T> decoder;

    /**
     * A decoder.
     *
     * @param topics their names; the first group is the tenant
     * @param dataset what dead letters are filed under
     */
    public DecodeRecords(Pattern topics, String dataset, Decoder<T> decoder) {
        this.topics = requireNonNull(topics, "topics is null");
        this.dataset = requireNonNull(dataset, "dataset is null");
        this.decoder = requireNonNull(decoder, "decoder is null");
    }

    @Override
    public void processElement(RawRecord record, Context context, Collector<T> out) {
        if (record.value() == null) {
            return;
        }
        String tenant = tenantOf(record.topic());
        try {
            out.collect(decoder.decode(record, tenant));
        } catch (IllegalArgumentException e) {
            context.output(UNREADABLE, letter(tenant, record, e.getMessage()));
        }
    }

    private DeadLetter letter(String tenant, RawRecord record, String reason) {
        Position position = new Position("", record.topic(), record.partition(), record.offset(), 0);
        return DeadLetter.of(
                new DatasetId(tenant, dataset),
                position,
                record.createdMillis(),
                record.value(),
                new Rejection(reason, 0));
    }

    private String tenantOf(String topic) {
        Matcher matcher = topics.matcher(topic);
        if (!matcher.matches()) {
            throw new IllegalStateException("%s is none of the topics %s".formatted(topic, topics));
        }
        return matcher.group(1);
    }
}
