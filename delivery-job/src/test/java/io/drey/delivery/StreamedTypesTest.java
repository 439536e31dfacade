package io.drey.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.drey.delivery.sending.Parcel;
import io.drey.delivery.sending.ParcelBatch;
import io.drey.job.sending.Sent;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamedTypesTest {

    @ParameterizedTest
    @ValueSource(classes = {PositionedAlert.class, Parcel.class, ParcelBatch.class, Sent.class})
    void needNoGenericSerializer(Class<?> type) {
        TypeInformation<?> information = TypeInformation.of(type);

        assertThat(information).isInstanceOf(PojoTypeInfo.class);
        Configuration strict = new Configuration().set(PipelineOptions.GENERIC_TYPES, false);
        assertThat(information.createSerializer(new ExecutionConfig(strict).getSerializerConfig()))
                .isNotNull();
    }
}
