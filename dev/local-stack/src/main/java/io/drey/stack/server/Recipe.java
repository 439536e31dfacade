package io.drey.stack.server;

import io.drey.stack.process.ServerClassPath;
import io.drey.stack.process.ServerProcess;
import java.nio.file.Path;
import java.util.List;

/** How one server is prepared, launched and asked for its health. One implementation per server. */
public interface Recipe {
    Server server();

    /** The names of the ports it listens on; each gets a number that stays the same for the life of the folder. */
    List<String> ports();

    /** Memory all its processes together need, generously measured. */
    int memoryMegabytes();

    /** What a highly available one needs on top; 0 where a server is never more than one. */
    default int moreMegabytes() {
        return 0;
    }

    /**
     * Makes certain of what the server is made of, before anything is launched.
     *
     * @param home the project's top folder
     * @param fetching is run if something must be downloaded first
     */
    default void provide(Path home, Runnable fetching) {
        ServerClassPath.of(home, server().key());
    }

    /** Prepares files, launches the processes and returns once {@link #health} would pass, or throws. */
    void start(Site site);

    /**
     * Brings back what a server has lost, where its other processes live and can go on.
     *
     * @return whether it could; if not, nothing was done and the server must be started again as a whole
     */
    default boolean mend(Site site) {
        return false;
    }

    /** Asks the server a real question. Returns one line for the user, or throws whatever went wrong. */
    String health(Site site) throws Exception;

    /** Where clients reach it. */
    String url(Site site);

    /** Asks the process to end in the quickest way that loses nothing. */
    default void askToEnd(ServerProcess process) {
        process.handle().ifPresent(ProcessHandle::destroy);
    }

    static Recipe of(Server server) {
        return switch (server) {
            case KAFKA -> new KafkaRecipe();
            case HDFS -> new HdfsRecipe();
            case POSTGRES -> new PostgresRecipe();
            case OPENSEARCH -> new OpenSearchRecipe();
            case FLINK -> new FlinkRecipe();
            case YARN -> new YarnRecipe();
            case S3 -> new S3Recipe();
            case SQS -> new SqsRecipe();
            case REST_CATALOG -> new RestCatalogRecipe();
            case TRINO -> new TrinoRecipe();
        };
    }
}
