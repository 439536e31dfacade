package io.drey.cli.stack;

import io.drey.operations.OperationException;
import io.drey.operations.stack.WantedServers;
import io.drey.stack.server.Server;
import io.drey.stack.server.Storage;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which servers a local stack has. */
public final class ServersOption implements WantedServers {

    @Option(
            names = "--storage",
            paramLabel = "STORAGE",
            description =
                    "Where the lake and the jobs' checkpoints are: hdfs, s3 (S3Proxy), or file, a folder without a "
                            + "server (default: that of the running stack, or hdfs; s3 with --with-trino).")
    private Storage storage;

    @Option(
            names = "--with-trino",
            description = "Start Trino too, on S3 or local files. Needs a JDK of at least 24, which is looked for in "
                    + "DREY_TRINO_JAVA_HOME, JAVA_HOME* and the usual folders, and downloads 540 MB once.")
    private boolean withTrino;

    @Option(
            names = "--ha",
            description =
                    "Start several of what may be lost: three Kafka brokers, with three copies of each topic; two OpenSearch "
                            + "nodes with data and a small one that votes; two JobManagers of Flink, and ZooKeeper, which says "
                            + "who leads. Any one process of these may be lost, and another 'drey stack up' brings it back. "
                            + "Takes 3.6 GB more; a stack that is there stays as it is.")
    private boolean highlyAvailable;

    @Override
    public boolean isHighlyAvailable() {
        return highlyAvailable;
    }

    @Override
    public boolean isTrinoWanted() {
        return withTrino;
    }

    /**
     * Looks at the options before anything is begun.
     *
     * @throws OperationException if what was asked for does not fit together
     */
    public void requireCoherent() {
        if (withTrino && storage == Storage.HDFS) {
            throw OperationException.usage(
                    "%s cannot read --storage hdfs here, as that needs its full distribution: choose --storage s3 or --storage file"
                            .formatted(Server.TRINO.title()));
        }
    }

    @Override
    public Storage storage(Optional<Storage> present) {
        if (storage != null && present.isPresent() && present.get() != storage) {
            throw OperationException.usage(
                    "the stack that is there has --storage %s: stop it with 'drey stack down' before you choose --storage %s"
                            .formatted(name(present.get()), name(storage)));
        }
        requireCoherent();
        Storage chosen = storage != null ? storage : present.orElse(withTrino ? Storage.S3 : Storage.HDFS);
        if (withTrino && chosen == Storage.HDFS) {
            throw OperationException.usage(
                    "%s cannot read the stack that is there, with its --storage hdfs: stop it with 'drey stack down', then choose --storage s3 or --storage file"
                            .formatted(Server.TRINO.title()));
        }
        return chosen;
    }

    /** A storage as it is written in options. */
    static String name(Storage storage) {
        return storage.name().toLowerCase(Locale.ROOT);
    }
}
