package io.drey.job.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Alert;
import io.drey.event.DeadLetter;
import io.drey.job.kafka.OutgoingRecord;
import io.drey.job.kafka.RawRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamedTypesTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                RawRecord.class,
                OutgoingRecord.class,
                DeadLetter.class,
                Alert.class,
                PartitionProgress.class,
                ClockTimer.class
            })
    void areSerializedFieldByField(Class<?> type) {
        TypeInformation<?> information = TypeInformation.of(type);

        assertThat(information).isInstanceOf(PojoTypeInfo.class);
        PojoTypeInfo<?> pojo = (PojoTypeInfo<?>) information;
        for (int i = 0; i < pojo.getArity(); i++) {
            assertThat(pojo.getPojoFieldAt(i).getTypeInformation())
                    .as(pojo.getFieldNames()[i])
                    .isNotInstanceOf(GenericTypeInfo.class);
        }
    }
}
