package io.drey.metrics.domain;

import static java.util.Objects.requireNonNull;

import io.drey.event.DatasetId;
import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The points of a window, on one level of several.
 *
 * <p>Lists never get shorter, so no point goes stale. A point's version is the number of events counted: it grows with each
 * correction and is the same whenever the same events are counted, before and after a restart; a firing repeated after a
 * restore that has counted less than one written before does not replace it, and the window's last firing, which has
 * counted all, does.
 */
public final class MetricPoints {

    /** The metric of how many different addresses called. */
    public static final String VISITORS = "visitors";

    private final Windows windows;
    private final int level;
    private final int widerSeconds;

    /** Points where all windows are of one length. */
    public MetricPoints(Windows windows) {
        this(List.of(windows), 0);
    }

    /**
     * Points of one level.
     *
     * @param ladder the windows of all levels, the shortest first
     */
    public MetricPoints(List<Windows> ladder, int level) {
        this.windows = requireNonNull(ladder.get(level), "windows is null");
        this.level = level;
        this.widerSeconds = level + 1 < ladder.size() ? ladder.get(level + 1).seconds() : 0;
    }

    /** The points of one attribute type in the window that begins at {@code start}. */
    public List<MetricPoint> of(DatasetId datasetId, AttributeType type, long start, WindowCounts counts) {
        if (start < Windows.EARLIEST) {
            throw new IllegalArgumentException(
                    "a window of %s: events of such a time count as late".formatted(Instant.ofEpochMilli(start)));
        }
        MetricWindow window = new MetricWindow(
                datasetId.tenant(), datasetId.dataset(), start, windows.seconds(), level, widerSeconds);
        List<MetricPoint> points = new ArrayList<>();
        if (type == AttributeType.TOTAL) {
            if (counts.events() > 0) {
                points.add(total(window, "requests", counts.events(), counts.events()));
                points.add(total(window, "bytes", counts.bytes(), counts.events()));
            }
            if (counts.late() > 0) {
                points.add(total(window, "late", counts.late(), counts.late()));
            }
            return points;
        }
        int rank = 0;
        long rest = counts.events();
        long restError = 0;
        TopList list = counts.values().list(type.listLength());
        for (Counted counted : list.values()) {
            rest -= counted.count();
            restError += counted.error();
            points.add(MetricPoint.place(
                    window,
                    type.documentName(),
                    ++rank,
                    counted.value(),
                    counted.count(),
                    counted.error(),
                    list.highestOther(),
                    counts.events()));
        }
        if (rest > 0) {
            points.add(MetricPoint.rest(
                    window, type.documentName(), rest, restError, list.highestOther(), counts.events()));
        }
        if (type == AttributeType.IP && counts.events() > 0) {
            points.add(MetricPoint.estimate(
                    window,
                    AttributeType.TOTAL.documentName(),
                    VISITORS,
                    counts.values().distinct(),
                    counts.values().distinctError(),
                    counts.events()));
        }
        return points;
    }

    private static MetricPoint total(MetricWindow window, String metric, long value, long version) {
        return MetricPoint.whole(window, AttributeType.TOTAL.documentName(), metric, value, version);
    }
}
