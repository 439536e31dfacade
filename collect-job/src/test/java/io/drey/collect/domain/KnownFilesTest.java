package io.drey.collect.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownFilesTest {

    private static final long NOON = 1_700_000_000_000L;
    private static final Duration AGE = Duration.ofDays(3);
    private static final FoundFile FILE = new FoundFile("s3://b/a.gz", 10, NOON - 1_000);

    private final KnownFiles known = new KnownFiles(AGE, Map.of());

    @Test
    void aFileThatIsListedTwiceIsTakenOnce() {
        assertThat(known.takeNew("raw.a.b", List.of(FILE, FILE), Duration.ZERO, NOON))
                .containsExactly(FILE);
        assertThat(known.takeNew("raw.a.b", List.of(FILE), Duration.ZERO, NOON + 1))
                .isEmpty();
        assertThat(known.takeNew("raw.a.other", List.of(FILE), Duration.ZERO, NOON + 1))
                .as("another dataset reads it for itself")
                .containsExactly(FILE);
    }

    @Test
    void aFileThatIsReplacedUnderItsPathIsAnotherOne() {
        known.takeNew("raw.a.b", List.of(FILE), Duration.ZERO, NOON);
        FoundFile longer = new FoundFile(FILE.path(), 11, FILE.modifiedMillis());
        FoundFile later = new FoundFile(FILE.path(), 10, NOON);

        assertThat(known.takeNew("raw.a.b", List.of(longer), Duration.ZERO, NOON))
                .containsExactly(longer);
        assertThat(known.takeNew("raw.a.b", List.of(later), Duration.ZERO, NOON))
                .containsExactly(later);
    }

    /** Listed with milliseconds, asked for by itself without. */
    @Test
    void anObjectIsKnownByTheSecondAlsoToTheStateOfEarlierVersions() {
        FoundFile listed = new FoundFile("s3://logs/a.gz", 10, NOON - 60_123);
        FoundFile askedFor = new FoundFile(listed.path(), 10, NOON - 61_000);
        KnownFiles earlier = new KnownFiles(AGE, Map.of(listed.formerId("raw.a.b"), NOON - 1));

        assertThat(earlier.takeNew("raw.a.b", List.of(listed), Duration.ZERO, NOON))
                .isEmpty();
        assertThat(earlier.takeNew("raw.a.b", List.of(askedFor), Duration.ZERO, NOON))
                .isEmpty();
        assertThat(earlier.snapshot()).containsOnlyKeys(askedFor.id("raw.a.b"));
        assertThat(known.takeNew("raw.a.b", List.of(askedFor), Duration.ZERO, NOON))
                .containsExactly(askedFor);
        assertThat(known.takeNew("raw.a.b", List.of(listed), Duration.ZERO, NOON))
                .isEmpty();
        FoundFile replaced = new FoundFile(listed.path(), 10, NOON - 59_999);
        assertThat(known.takeNew("raw.a.b", List.of(replaced), Duration.ZERO, NOON))
                .containsExactly(replaced);
    }

    @Test
    void aFileThatIsBeingClosedIsNotTakenAndIsWhenItHasNotChangedForAWhile() {
        Duration settling = Duration.ofSeconds(5);
        FoundFile closed = new FoundFile(FILE.path(), 10, NOON + 1_000);

        assertThat(known.takeNew("raw.a.b", List.of(FILE), settling, NOON)).isEmpty();
        assertThat(known.takeNew("raw.a.b", List.of(closed), settling, NOON + 4_000))
                .isEmpty();
        assertThat(known.takeNew("raw.a.b", List.of(closed), settling, NOON + 8_999))
                .isEmpty();
        assertThat(known.takeNew("raw.a.b", List.of(closed), settling, NOON + 9_000))
                .containsExactly(closed);
        assertThat(known.takeNew("raw.a.b", List.of(closed), settling, NOON + 20_000))
                .isEmpty();
        assertThat(known.snapshot()).hasSize(1);
    }

    @Test
    void anEmptyFileIsNotTakenAndIsWhenItHasLines() {
        FoundFile empty = new FoundFile(FILE.path(), 0, FILE.modifiedMillis());
        assertThat(known.takeNew("raw.a.b", List.of(empty), Duration.ZERO, NOON))
                .isEmpty();
        assertThat(known.takeNew("raw.a.b", List.of(FILE), Duration.ZERO, NOON)).containsExactly(FILE);
    }

    @Test
    void theOneModifiedFirstComesFirst() {
        FoundFile earlier = new FoundFile("s3://b/z.gz", 10, NOON - 2_000);

        assertThat(known.takeNew("raw.a.b", List.of(FILE, earlier), Duration.ZERO, NOON))
                .containsExactly(earlier, FILE);
    }

    @Test
    void whatIsTooOldIsNotTakenAndWhatWasTakenIsForgottenLater() {
        FoundFile old = new FoundFile("s3://b/old.gz", 10, NOON - AGE.toMillis() - 1);
        assertThat(known.takeNew("raw.a.b", List.of(old), Duration.ZERO, NOON)).isEmpty();
        known.takeNew("raw.a.b", List.of(FILE), Duration.ZERO, NOON);

        long tooOld = NOON + AGE.toMillis();
        assertThat(known.takeNew("raw.a.b", List.of(FILE), Duration.ZERO, tooOld))
                .isEmpty();
        known.forget(tooOld);
        assertThat(known.snapshot()).hasSize(1);
        known.forget(NOON + AGE.plus(KnownFiles.MARGIN).toMillis() + 1);
        assertThat(known.snapshot()).as("state ends").isEmpty();
        assertThat(known.takeNew("raw.a.b", List.of(FILE), Duration.ZERO, tooOld))
                .as("and it does not come again")
                .isEmpty();
    }

    @Test
    void whatAnEarlierRunKnewIsKnown() {
        known.takeNew("raw.a.b", List.of(FILE), Duration.ZERO, NOON);

        assertThat(new KnownFiles(AGE, known.snapshot()).takeNew("raw.a.b", List.of(FILE), Duration.ZERO, NOON))
                .isEmpty();
    }

    @Test
    void anObjectThatIsListedWithMillisecondsIsTheOneThatIsAskedForWithoutThem() {
        FoundFile listed = new FoundFile("s3://logs/a.gz", 10, 1_764_547_200_123L);

        assertThat(new FoundFile("s3://logs/a.gz", 10, 1_764_547_200_000L).isSameAs(listed))
                .isTrue();
        assertThat(new FoundFile("s3://logs/a.gz", 10, 1_764_547_201_000L).isSameAs(listed))
                .isFalse();
        assertThat(new FoundFile("s3://logs/a.gz", 11, 1_764_547_200_123L).isSameAs(listed))
                .isFalse();
        assertThat(new FoundFile("hdfs://host/a.gz", 10, 1_764_547_200_000L)
                        .isSameAs(new FoundFile("hdfs://host/a.gz", 10, 1_764_547_200_123L)))
                .isFalse();
    }
}
