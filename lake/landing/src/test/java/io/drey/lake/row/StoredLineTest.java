package io.drey.lake.row;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import io.drey.event.LogEvent;
import io.drey.event.Rejection;
import io.drey.format.FileOrigin;
import io.drey.format.Formats;
import io.drey.format.LineFormat;
import io.drey.format.LinePipeline;
import io.drey.format.LineSettings;
import io.drey.format.json.Skeleton;
import io.drey.lake.StoredLine;
import io.drey.lake.landing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.junit.jupiter.api.Test;

/** The function of Flink SQL, on rows as the sink writes them. */
class StoredLineTest {

    /** What they are told of their lines has no default. */
    private static final Set<String> WITH_ARGUMENTS = Set.of("grok", "regex");

    private final StoredLine function = new StoredLine();

    @Test
    void givesBackAnExampleOfEachFormatThoughMostAreNotStored() {
        Set<String> renderers = new TreeSet<>();
        for (LineFormat format : Formats.all()) {
            if (!WITH_ARGUMENTS.contains(format.name())) {
                for (LogEvent event : events(format)) {
                    RowData row = new LogEventRows().map(event);

                    assertThat(line(row)).as(format.name()).isEqualTo(event.text(Field.EVENT_ORIGINAL));
                    if (!row.isNullAt(LogEventRow.RENDERER)) {
                        renderers.add(row.getString(LogEventRow.RENDERER).toString());
                    }
                }
            }
        }
        assertThat(renderers).containsExactly("alb-bytes-30", "combined", "common", "elb", Skeleton.ID);
    }

    @Test
    void fillsASkeletonWithOpenFieldsAndNumbers() {
        String line = "{\"time\":\"2026-01-02T03:04:05.678Z\",\"status\":404,\"order\":{\"id\":\"ünï\"},\"n\":[1,2]}";

        assertThat(line(new LogEventRows().map(Samples.parsed("json", line)))).isEqualTo(line);
    }

    /** As where a view is over a view. */
    @Test
    void aLineThatIsThereAlreadyIsTheLine() {
        for (String format : List.of("combined", "json")) {
            String line = Formats.of(format).example();
            RowData row = new LogEventRows().map(Samples.parsed(format, line));

            assertThat(eval(row, row.getString(LogEventRow.RENDERER), line.getBytes(UTF_8)))
                    .isEqualTo(line.getBytes(UTF_8));
        }
    }

    @Test
    void isNullWhereThereIsNoneOrANewerVersionWroteIt() {
        EventBuilder event = Samples.bare(1, new byte[0]);
        RowData row = new LogEventRows().map(event);

        assertThat(eval(row, null, null)).isNull();
        assertThat(eval(row, StringData.fromString(Skeleton.ID), null)).isNull();
        assertThat(eval(row, StringData.fromString("combined-of-2040"), null)).isNull();
    }

    private static List<LogEvent> events(LineFormat format) {
        List<LogEvent> events = new ArrayList<>();
        LinePipeline pipeline = new LinePipeline(LineSettings.of(format.name()));
        byte[] record = format.example().getBytes(UTF_8);
        pipeline.process(
                EventBuilder.at(Samples.ACME_ACCESS, Samples.position(1), Samples.NEW_YEAR.toEpochMilli(), record),
                new LinePipeline.Output() {
                    @Override
                    public void event(EventBuilder event) {
                        events.add(event);
                    }

                    @Override
                    public void dropped(LogEvent at, String reason) {
                        throw new AssertionError("dropped by " + reason);
                    }

                    @Override
                    public void rejected(LogEvent at, FileOrigin file, int from, int to, Rejection rejection) {
                        throw new AssertionError(format.name() + ": " + rejection);
                    }
                });
        assertThat(events).as(format.name()).isNotEmpty();
        return events;
    }

    private String line(RowData row) {
        int stored = LogEventRow.columnOf(Field.EVENT_ORIGINAL);
        byte[] line = eval(
                row,
                row.isNullAt(LogEventRow.RENDERER) ? null : row.getString(LogEventRow.RENDERER),
                row.isNullAt(stored) ? null : row.getBinary(stored));
        return new String(line, UTF_8);
    }

    private byte[] eval(RowData row, StringData renderer, byte[] stored) {
        Object[] fields = Stream.of(Field.values())
                .filter(field -> field != Field.EVENT_ORIGINAL)
                .map(field -> value(row, field))
                .toArray();
        return function.eval(
                renderer,
                stored,
                row.isNullAt(LogEventRow.LABELS) ? null : row.getMap(LogEventRow.LABELS),
                row.getTimestamp(LogEventRow.TS, 6),
                GenericRowData.of(fields));
    }

    private static Object value(RowData row, Field field) {
        int column = LogEventRow.columnOf(field);
        if (row.isNullAt(column)) {
            return null;
        }
        return field.isSlice() ? row.getString(column) : (Object) row.getLong(column);
    }
}
