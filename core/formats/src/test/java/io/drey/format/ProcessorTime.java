package io.drey.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** How long something takes of a processor, however busy that is with other things: what the clock of the wall shows tells of these. */
public final class ProcessorTime {

    private static final Duration HANGS = Duration.ofMinutes(3);

    private ProcessorTime() {}

    /** What the work gives; it fails where it takes longer, and is ended where it does not end. */
    public static <T> T atMost(Duration limit, ThrowingSupplier<T> work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return assertTimeoutPreemptively(HANGS, () -> {
            long begin = threads.getCurrentThreadCpuTime();
            T done = work.get();
            assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - begin))
                    .as("time of a processor")
                    .isLessThan(limit);
            return done;
        });
    }
}
