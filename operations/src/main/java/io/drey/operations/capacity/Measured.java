package io.drey.operations.capacity;

import io.drey.query.report.Volume;
import java.util.Map;

/**
 * A tenant of the lake as a fleet.
 *
 * @param volume what it has in the lake of some days
 * @param days how many
 * @param hosts how many wrote it
 */
public record Measured(Volume volume, long days, double hosts) {

    private static final double SECONDS_A_DAY = 86_400;

    public Measured {
        if (volume.lines() == 0 || volume.lineBytes() == 0) {
            throw new IllegalArgumentException(
                    "the lake has no line of these days: choose others with --from and --to");
        }
    }

    public Fleet fleet(double months) {
        return new Fleet(
                hosts,
                volume.lines() / (days * SECONDS_A_DAY) / hosts,
                (double) volume.lineBytes() / volume.lines(),
                months);
    }

    /** What the price table assumes and the lake tells, by key. */
    public Map<String, Double> changes(PriceTable.Metrics metrics) {
        double rowsPerSecond = volume.metricRows() / (days * SECONDS_A_DAY);
        return Map.of(
                "lines.compression", (double) volume.lineBytes() / volume.lakeBytes(),
                "metrics.series-a-host", rowsPerSecond * metrics.everySeconds() / hosts,
                "metrics.bytes", volume.metricRows() == 0 ? 0.0 : (double) volume.metricBytes() / volume.metricRows());
    }
}
