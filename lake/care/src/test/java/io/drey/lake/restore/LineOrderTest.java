package io.drey.lake.restore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineOrderTest {

    private static final int LINES = 500;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 1 << 20})
    void ordersByTopicPartitionAndOffsetWhateverFitsInMemory(long memoryBytes) throws IOException {
        List<LineOrder.Line> expected = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            expected.add(line("topic" + i / 300, i / 100 % 3, i % 100 / 2, i % 2));
        }
        List<LineOrder.Line> shuffled = new ArrayList<>(expected);
        Collections.shuffle(shuffled, new Random(5));

        List<LineOrder.Line> ordered = new ArrayList<>();
        try (LineOrder order = new LineOrder(folder, memoryBytes)) {
            for (LineOrder.Line line : shuffled) {
                order.add(line);
            }
            order.drain(ordered::add);
        }

        assertThat(ordered).extracting(LineOrder.Line::position).isEqualTo(positions(expected));
        assertThat(ordered).allSatisfy(line -> assertThat(line.bytes())
                .isEqualTo(line.position().toString().getBytes(UTF_8)));
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void hasNothingToOrder() throws IOException {
        List<LineOrder.Line> ordered = new ArrayList<>();
        try (LineOrder order = new LineOrder(folder, 1)) {
            order.drain(ordered::add);
        }

        assertThat(ordered).isEmpty();
    }

    private static List<Position> positions(List<LineOrder.Line> lines) {
        return lines.stream().map(LineOrder.Line::position).toList();
    }

    private static LineOrder.Line line(String topicId, int partition, long offset, int index) {
        Position position = new Position(topicId, "raw.acme.access", partition, offset, index);
        return new LineOrder.Line(0, position, position.toString().getBytes(UTF_8));
    }
}
