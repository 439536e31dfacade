package io.drey.stack.server;

/** Where a stack keeps files: the lake's tables, and Flink's checkpoints and savepoints. */
public enum Storage {
    /** On {@link Server#HDFS}. */
    HDFS,
    /** On {@link Server#S3}. */
    S3,
    /** In a folder of the stack, without a server. */
    FILE;

    /** The storage of the stack that a server is part of. */
    public static Storage of(StackFolder folder) {
        if (folder.contains(Server.S3)) {
            return S3;
        }
        return folder.contains(Server.HDFS) ? HDFS : FILE;
    }
}
