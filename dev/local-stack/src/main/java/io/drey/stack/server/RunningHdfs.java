package io.drey.stack.server;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/**
 * Where the stack's HDFS is. Permissions are off: any user may read and write anything. Clients should set
 * {@code dfs.replication} to 1, as there is one DataNode.
 *
 * @param uri the file system, for {@code fs.defaultFS}
 * @param web the NameNode's web server (JMX and WebHDFS; it has no pages)
 */
public record RunningHdfs(URI uri, URI web) {
    public RunningHdfs {
        requireNonNull(uri, "uri is null");
        requireNonNull(web, "web is null");
    }
}
