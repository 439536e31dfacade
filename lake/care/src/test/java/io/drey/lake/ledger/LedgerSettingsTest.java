package io.drey.lake.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class LedgerSettingsTest {

    @Test
    void anchorsLieInTheWarehouseUnlessTheyAreToldTo() {
        assertThat(LedgerSettings.OPTIONS).extracting(ConfigOption::key).containsExactly("lake-ledger-anchors");
        assertThat(LedgerSettings.from(new Configuration())).isEqualTo(LedgerSettings.defaults());
        assertThat(LedgerSettings.defaults().folder("hdfs://namenode:8020/lake/drey/ledger"))
                .isEqualTo("hdfs://namenode:8020/lake/ledger-anchors");
        assertThat(LedgerSettings.from(Configuration.fromMap(Map.of("lake-ledger-anchors", "s3://worm/anchors/")))
                        .folder("s3://bucket/lake/drey/ledger"))
                .isEqualTo("s3://worm/anchors");
    }
}
