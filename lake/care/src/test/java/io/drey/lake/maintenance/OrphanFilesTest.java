package io.drey.lake.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrphanFilesTest {

    @ParameterizedTest
    @CsvSource({
        "hdfs://namenode:8020/lake/a b,/lake/a b",
        "hdfs:///lake/a,/lake/a",
        "file:/lake/a,/lake/a",
        "file:///lake/a,/lake/a",
        "/lake/a:b,/lake/a:b",
        "s3://bucket/lake/a,/lake/a",
        "s3a://bucket/lake/a,/lake/a"
    })
    void comparesPathsWhateverTheirServerIsCalled(String location, String path) {
        assertThat(OrphanFiles.path(location)).isEqualTo(path);
    }
}
