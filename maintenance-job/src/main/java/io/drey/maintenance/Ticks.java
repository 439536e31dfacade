package io.drey.maintenance;

import java.time.Duration;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimitedSourceReader;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;

/** Counts up, one number in each interval, the first at once. To be run with a parallelism of one. */
final class Ticks extends NumberSequenceSource {

    private static final long serialVersionUID = 1L;

    private final Duration interval;

    Ticks(Duration interval) {
        super(0, Long.MAX_VALUE - 1);
        this.interval = interval;
    }

    @Override
    public SourceReader<Long, NumberSequenceSplit> createReader(SourceReaderContext context) {
        double perSecond = 1000.0 / interval.toMillis();
        return new RateLimitedSourceReader<>(
                super.createReader(context),
                RateLimiterStrategy.perSecond(perSecond).createRateLimiter(1));
    }
}
