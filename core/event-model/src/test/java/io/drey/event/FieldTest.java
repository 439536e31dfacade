package io.drey.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FieldTest {

    /** An event keeps which of its fields are present in the bits of two words. */
    @Test
    void thereAreNoMoreThanAnEventCanHold() {
        assertThat(Field.count()).isLessThanOrEqualTo(Field.MOST);
    }

    @Test
    void eachHasAPresenceOfItsOwn() {
        for (Field one : Field.values()) {
            EventBuilder event = EventBuilder.at(
                    new DatasetId("acme", "access"), new Position("t", "raw.acme.access", 0, 1, 0), 0, new byte[3]);
            event.put(one, 1);
            for (Field other : Field.values()) {
                assertThat(event.has(other))
                        .as("%s where only %s is", other, one)
                        .isEqualTo(one == other);
            }
            event.remove(one);
            assertThat(event.has(one)).isFalse();
        }
    }

    @Test
    void saysWhatItFollowsFrom() {
        assertThat(Field.SOURCE_ADDRESS.derivation()).contains(new Derivation.SameAs(Field.SOURCE_IP));
        assertThat(Field.URL_ORIGINAL.derivation())
                .contains(new Derivation.Joined(Field.URL_PATH, '?', Field.URL_QUERY));
        assertThat(Field.SOURCE_IP.derivation()).isEmpty();
    }

    @Test
    void eachHasANameAndAColumnOfItsOwn() {
        assertThat(Arrays.stream(Field.values()).map(Field::ecsName)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Field.values()).map(Field::columnName)).doesNotHaveDuplicates();
        // OpenSearch takes no field that is an object as well.
        for (Field field : Field.values()) {
            assertThat(Arrays.stream(Field.values()).map(Field::ecsName))
                    .noneMatch(name -> name.startsWith(field.ecsName() + "."));
        }
    }

    @Test
    void anEventTakesOneOfTheLaterOnesAndForgetsIt() {
        Field later = Field.AWS_ELB_REQUEST_TRANSFORM_STATUS;
        EventBuilder event = EventBuilder.at(
                new DatasetId("acme", "access"), new Position("t", "raw.acme.access", 0, 1, 0), 0, new byte[3]);
        assertThat(event.number(later)).isZero();
        event.remove(later);

        event.put(Field.SOURCE_IP, 1, 2);
        event.put(later, 0, 3);

        assertThat(event.lengthOf(later)).isEqualTo(3);
        assertThat(event.offsetOf(Field.SOURCE_IP)).isEqualTo(1);
        event.remove(later);
        assertThat(event.has(later)).isFalse();
        assertThat(event.has(Field.SOURCE_IP)).isTrue();
    }
}
