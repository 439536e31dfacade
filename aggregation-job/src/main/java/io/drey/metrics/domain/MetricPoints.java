package io.drey.metrics.domain;

import static java.util.Objects.requireNonNull;

import io.drey.configuration.MetricDocument.Function;
import io.drey.event.DatasetId;
import io.drey.event.metric.MetricPoint;
import io.drey.event.metric.MetricPoint.Reading;
import io.drey.event.metric.MetricWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        if (type == AttributeType.TOTAL) {
            return totals(window(datasetId, start), counts);
        }
        List<MetricPoint> points = new ArrayList<>(of(datasetId, BuiltInMetrics.plan(type), start, counts));
        if (type == AttributeType.IP && counts.events() > 0) {
            points.add(MetricPoint.estimate(
                    window(datasetId, start),
                    AttributeType.TOTAL.documentName(),
                    VISITORS,
                    counts.values().distinct(),
                    counts.values().distinctError(),
                    counts.events()));
        }
        return points;
    }

    private static List<MetricPoint> totals(MetricWindow window, WindowCounts counts) {
        List<MetricPoint> points = new ArrayList<>();
        if (counts.events() > 0) {
            points.add(total(window, "requests", counts.events(), counts.events()));
            points.add(total(window, "bytes", counts.bytes(), counts.events()));
        }
        if (counts.late() > 0) {
            points.add(total(window, "late", counts.late(), counts.late()));
        }
        return points;
    }

    /** The points of a metric that is a document in the window that begins at {@code start}. */
    public List<MetricPoint> of(DatasetId datasetId, MetricPlan plan, long start, WindowCounts counts) {
        if (counts.events() == 0 || !plan.tells(windows.seconds())) {
            return List.of();
        }
        MetricWindow window = window(datasetId, start);
        List<MetricPoint> points;
        if (plan.function() != Function.COUNT) {
            points = measured(window, plan, counts);
        } else if (plan.hasDimension()) {
            points = list(window, plan.name(), plan.top(), counts);
        } else {
            String count = plan.function().word();
            points = List.of(MetricPoint.whole(window, plan.name(), count, counts.events(), counts.events()));
        }
        return points.stream().map(plan::versioned).toList();
    }

    private MetricWindow window(DatasetId datasetId, long start) {
        if (start < Windows.EARLIEST) {
            throw new IllegalArgumentException(
                    "a window of %s: events of such a time count as late".formatted(Instant.ofEpochMilli(start)));
        }
        return new MetricWindow(datasetId.tenant(), datasetId.dataset(), start, windows.seconds(), level, widerSeconds);
    }

    private static List<MetricPoint> list(MetricWindow window, String type, int length, WindowCounts counts) {
        List<MetricPoint> points = new ArrayList<>();
        int rank = 0;
        long rest = counts.events();
        long restError = 0;
        TopList list = counts.values().list(length);
        for (Counted counted : list.values()) {
            rest -= counted.count();
            restError += counted.error();
            points.add(MetricPoint.place(
                    window,
                    type,
                    ++rank,
                    counted.value(),
                    counted.count(),
                    counted.error(),
                    list.highestOther(),
                    counts.events()));
        }
        if (rest > 0) {
            points.add(MetricPoint.rest(window, type, rest, restError, list.highestOther(), counts.events()));
        }
        return points;
    }

    private static List<MetricPoint> measured(MetricWindow window, MetricPlan plan, WindowCounts counts) {
        List<MetricPoint> points = new ArrayList<>();
        int rank = 0;
        for (Counted counted :
                counts.values().list(plan.hasDimension() ? plan.top() : 1).values()) {
            Measure measure = counts.measure(Value.of(counted.value()));
            String value = plan.hasDimension() ? counted.value() : null;
            int place = plan.hasDimension() ? ++rank : 0;
            // Of a sum the error is an amount; events that made it up may have been any of the others.
            long missed = plan.function() == Function.SUM && counted.error() > 0
                    ? counts.events() - measure.events()
                    : counted.error();
            readings(plan, measure, counted.error())
                    .forEach((metric, reading) -> points.add(MetricPoint.measured(
                            window,
                            plan.name(),
                            place,
                            value,
                            metric,
                            reading,
                            measure.events(),
                            missed,
                            counts.events())));
        }
        return points;
    }

    /** What a measure says, by the name of what was measured. */
    private static Map<String, Reading> readings(MetricPlan plan, Measure measure, long error) {
        String word = plan.function().word();
        Map<String, Reading> readings = new LinkedHashMap<>();
        if (measure instanceof Quantiles quantiles) {
            for (int percent : plan.percentiles()) {
                readings.put("p" + percent, new Reading(quantiles.percentile(percent), quantiles.error(percent)));
            }
        } else if (measure instanceof DistinctValues distinct) {
            readings.put(word, new Reading(distinct.distinct(), distinct.error()));
        } else if (measure instanceof Amounts amounts) {
            readings.put(
                    word,
                    switch (plan.function()) {
                        case SUM -> new Reading(amounts.sum().doubleValue(), error);
                        case MIN -> new Reading(amounts.least().doubleValue(), 0);
                        case MAX -> new Reading(amounts.greatest().doubleValue(), 0);
                        default -> new Reading(amounts.average(), 0);
                    });
        }
        return readings;
    }

    private static MetricPoint total(MetricWindow window, String metric, long value, long version) {
        return MetricPoint.whole(window, AttributeType.TOTAL.documentName(), metric, value, version);
    }
}
