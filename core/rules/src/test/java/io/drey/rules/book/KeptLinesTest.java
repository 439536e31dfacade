package io.drey.rules.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.rules.shape.EventReference;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptLinesTest {

    /** Short lines, and some of which few fill the room. */
    @ParameterizedTest
    @ValueSource(ints = {300, 50_000, KeptLines.LIMIT_BYTES})
    void aGroupThatWasFullKeepsLinesAgainOnceOthersAreForgotten(int length) {
        KeptLines lines = new KeptLines();
        int room = KeptLines.LIMIT_BYTES / length;
        // More than half of the room is remembered for long, as by a sequence that waits.
        Set<EventReference> remembered = events(0, room * 3 / 4 + 1);
        long next = 0;
        while (next < room) {
            lines.keep(event(next++), new byte[length]);
            lines.prune(() -> remembered);
        }
        lines.keep(event(next++), new byte[length]);
        lines.prune(() -> remembered);
        assertThat(lines.of(event(0))).isNotNull();

        Set<EventReference> later = events(next, 2 * room + 2);
        for (int i = 0; i < 2 * room + 2; i++) {
            lines.keep(event(next++), new byte[length]);
            lines.prune(() -> later);
        }

        assertThat(lines.all().keySet()).isNotEmpty().isSubsetOf(later);
        assertThat(lines.all().values().stream().mapToInt(line -> line.length).sum())
                .isGreaterThan(KeptLines.LIMIT_BYTES / 2 - length)
                .isLessThanOrEqualTo(KeptLines.LIMIT_BYTES);
    }

    private static Set<EventReference> events(long from, int count) {
        return LongStream.range(from, from + count)
                .mapToObj(KeptLinesTest::event)
                .collect(Collectors.toSet());
    }

    private static EventReference event(long offset) {
        return new EventReference(offset, "topic", 0, offset, 0);
    }
}
