package io.drey.query.engine;

import io.drey.query.mining.AlikeLines;
import io.drey.query.mining.KnownLines;
import java.util.Optional;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.TableFunction;

/**
 * Flink's functions {@value #ALIKE} and {@value #EQUAL}, which queries that are mined may use: they add up lines of a task before
 * these are sorted or sent. {@code GROUP BY dataset, alike} must follow, as each task gives sums of its own, and more than one.
 */
@FunctionHint(
        output =
                @DataTypeHint(
                        value = "ROW<dataset STRING, alike STRING, line STRING, lines BIGINT,"
                                + " first_seen TIMESTAMP_LTZ(6), last_seen TIMESTAMP_LTZ(6)>",
                        bridgedTo = RowData.class))
public final class SumLines extends TableFunction<RowData> {

    /** Adds up lines that are mined alike. */
    static final String ALIKE = "drey_alike";

    /** Adds up lines that are equal. */
    static final String EQUAL = "drey_equal";

    private static final long serialVersionUID = 1L;

    private static final int MICROS = 1_000;

    private final KnownLines known;
    private transient AlikeLines lines;

    private SumLines(KnownLines known) {
        this.known = known;
    }

    static SumLines alike(KnownLines known) {
        return new SumLines(known);
    }

    static SumLines equal() {
        return new SumLines(null);
    }

    @Override
    public void open(FunctionContext context) {
        lines = Optional.ofNullable(known).map(AlikeLines::mined).orElseGet(AlikeLines::equal);
    }

    /** Adds a line. */
    public void eval(
            @DataTypeHint(value = "STRING", bridgedTo = StringData.class) StringData dataset,
            @DataTypeHint(value = "STRING", bridgedTo = StringData.class) StringData line,
            @DataTypeHint(value = "TIMESTAMP_LTZ(6)", bridgedTo = TimestampData.class) TimestampData arrived) {
        lines.add(
                dataset.toString(),
                line == null ? null : line.toBytes(),
                arrived.getMillisecond() * MICROS + arrived.getNanoOfMillisecond() / MICROS);
        if (lines.isFull()) {
            lines.takeOut(this::tell);
        }
    }

    @Override
    public void finish() {
        lines.takeOut(this::tell);
    }

    /** What comes out for a line depends on those before. */
    @Override
    public boolean isDeterministic() {
        return false;
    }

    private void tell(String dataset, String alike, byte[] line, long count, long first, long last) {
        collect(GenericRowData.of(
                StringData.fromString(dataset),
                StringData.fromString(alike),
                line == null ? null : StringData.fromBytes(line),
                count,
                moment(first),
                moment(last)));
    }

    private static TimestampData moment(long micros) {
        return TimestampData.fromEpochMillis(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * MICROS);
    }
}
