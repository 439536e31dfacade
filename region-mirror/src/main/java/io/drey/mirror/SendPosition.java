package io.drey.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Says of each record that MirrorMaker sends where it stood in its region, in the header {@value #HEADER}. A MirrorMaker that dies
 * sends records again; whoever reads raw topics leaves out those whose position it knows. What a shipper says of its own lines
 * stays: it knows those that it sent again, too.
 */
public final class SendPosition implements Transformation<SourceRecord> {

    /** The header, whose value is {@code SOURCE:POSITION}. */
    static final String HEADER = "drey.position";

    /** The setting that says what the region's topics are called in positions. */
    static final String SOURCE = "source";

    /** Longer ones are no positions. */
    private static final int LONGEST_SOURCE = 128;

    /** The names that {@code MirrorSourceTask} has for where a record stood. */
    private static final String TOPIC = "topic";

    private static final String PARTITION = "partition";
    private static final String OFFSET = "offset";

    private String source = "";

    @Override
    public void configure(Map<String, ?> settings) {
        source = config().parse(settings).get(SOURCE).toString();
        if (!source.matches("[A-Za-z0-9._-]{1,40}")) {
            throw new ConfigException(
                    SOURCE, source, "use 1 to 40 letters, digits, dots, dashes and underscores, such as eu");
        }
    }

    @Override
    public SourceRecord apply(SourceRecord record) {
        if (record.headers().lastWithName(HEADER) != null) {
            return record;
        }
        Object topic = record.sourcePartition().get(TOPIC);
        Object partition = record.sourcePartition().get(PARTITION);
        if (topic == null || partition == null || !(record.sourceOffset().get(OFFSET) instanceof Number offset)) {
            throw new IllegalStateException(
                    "a record of %s at %s says not where it stood: this is for MirrorMaker's sources"
                            .formatted(record.sourcePartition(), record.sourceOffset()));
        }
        String place = source + "/" + topic + "/" + partition;
        if (place.length() <= LONGEST_SOURCE) {
            record.headers()
                    .add(HEADER, (place + ":" + offset.longValue()).getBytes(UTF_8), Schema.OPTIONAL_BYTES_SCHEMA);
        }
        return record;
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef()
                .define(
                        SOURCE,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        Importance.HIGH,
                        "What the region is called in positions: another name once a raw topic there was made anew, as its"
                                + " positions then begin again.");
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
