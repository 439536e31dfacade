package io.drey.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.lake.LandedLines.Place;
import io.drey.lake.LandedLines.Range;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandedLinesTest {

    private static final Place PLACE = new Place("Ab-_1", 3);

    @Test
    void aTableRemembersThemUntilThereAreNone(@TempDir Path folder) {
        try (Lake lake = Lake.open(LakeSettings.inFolder(folder.toUri().toString()))) {
            lake.init();
            Table table = lake.table(LakeTable.LOGS);
            assertThat(LandedLines.in(table)).isEmpty();

            LandedLines.of(Map.of(
                            PLACE,
                            List.of(new Range(0, 9), new Range(12, 12), new Range(20, 30)),
                            new Place("other", 0),
                            List.of(new Range(0, 4))))
                    .setIn(table);

            LandedLines read = LandedLines.in(lake.table(LakeTable.LOGS)).orElseThrow();
            assertThat(LongStream.range(0, 40).filter(offset -> read.contains("Ab-_1", 3, offset)))
                    .containsExactlyElementsOf(LongStream.range(0, 31)
                            .filter(offset -> offset < 10 || offset == 12 || offset >= 20)
                            .boxed()
                            .toList());
            assertThat(read.contains("Ab-_1", 4, 5)).isFalse();
            assertThat(read.highest()).containsEntry(PLACE, 30L).containsEntry(new Place("other", 0), 4L);

            LandedLines.of(Map.of()).setIn(table);
            assertThat(LandedLines.in(lake.table(LakeTable.LOGS))).isEmpty();
        }
    }

    @Test
    void tooManyPiecesAreRefused(@TempDir Path folder) {
        try (Lake lake = Lake.open(LakeSettings.inFolder(folder.toUri().toString()))) {
            lake.init();
            LandedLines pieces = LandedLines.of(Map.of(
                    PLACE,
                    LongStream.range(0, 200_000)
                            .mapToObj(n -> new Range(2 * n, 2 * n))
                            .toList()));

            assertThatThrownBy(() -> pieces.setIn(lake.table(LakeTable.DROPPED)))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContainingAll("200,000 pieces", "a later savepoint");
        }
    }
}
