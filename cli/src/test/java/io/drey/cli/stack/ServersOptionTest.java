package io.drey.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drey.operations.OperationException;
import io.drey.stack.server.Storage;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ServersOptionTest {

    @Test
    void storesOnHdfsUnlessTold() {
        assertThat(parsed().storage(Optional.empty())).isEqualTo(Storage.HDFS);
        assertThat(parsed("--storage", "file").storage(Optional.empty())).isEqualTo(Storage.FILE);
        assertThat(parsed("--with-trino", "--storage", "file").storage(Optional.empty()))
                .isEqualTo(Storage.FILE);
    }

    @Test
    void trinoAloneMeansS3() {
        assertThat(parsed("--with-trino").storage(Optional.empty())).isEqualTo(Storage.S3);
    }

    @Test
    void aStackKeepsItsStorage() {
        assertThat(parsed().storage(Optional.of(Storage.FILE))).isEqualTo(Storage.FILE);
        assertThat(parsed("--with-trino").storage(Optional.of(Storage.FILE))).isEqualTo(Storage.FILE);
        assertThat(parsed("--storage", "s3").storage(Optional.of(Storage.S3))).isEqualTo(Storage.S3);
        assertThatThrownBy(() -> parsed("--storage", "s3").storage(Optional.of(Storage.HDFS)))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("the stack that is there has --storage hdfs")
                .hasMessageContaining("drey stack down");
    }

    @Test
    void trinoWithoutItsFullDistributionCannotReadHdfs() {
        assertThatThrownBy(() -> parsed("--with-trino").storage(Optional.of(Storage.HDFS)))
                .isInstanceOf(OperationException.class)
                .hasMessageContaining("choose --storage s3 or --storage file");
    }

    private static ServersOption parsed(String... arguments) {
        ServersOption option = new ServersOption();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("servers", CommandLine.Model.CommandSpec.forAnnotatedObject(option)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(arguments);
        return option;
    }
}
