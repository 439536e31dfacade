package io.drey.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FieldTest {

    /** An event keeps which of its fields are present in the bits of one word. */
    @Test
    void thereAreNoMoreThanAnEventCanHold() {
        assertThat(Field.count()).isLessThanOrEqualTo(Long.SIZE);
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
        LogEvent event = LogEvent.at(
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
