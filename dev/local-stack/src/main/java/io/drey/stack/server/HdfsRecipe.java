package io.drey.stack.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.stack.process.Http;
import io.drey.stack.process.JavaCommand;
import io.drey.stack.process.Ports;
import io.drey.stack.process.ServerClassPath;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** HDFS: a NameNode and a DataNode. Permissions are off, as there is nobody to tell users apart. */
public final class HdfsRecipe implements Recipe {
    private static final String NAMENODE = "namenode";
    private static final String NAMENODE_WEB = "namenode-web";
    private static final String DATANODE = "datanode";
    private static final String DATANODE_IPC = "datanode-ipc";
    private static final String DATANODE_WEB = "datanode-web";

    @Override
    public Server server() {
        return Server.HDFS;
    }

    @Override
    public List<String> ports() {
        return List.of(NAMENODE, NAMENODE_WEB, DATANODE, DATANODE_IPC, DATANODE_WEB);
    }

    @Override
    public int memoryMegabytes() {
        return 500;
    }

    @Override
    public void start(Site site) {
        Path conf = writeConfiguration(site);
        // The mains look these folders up on the class path; their pages are not published as artifacts.
        for (String application : List.of("hdfs", "datanode")) {
            site.write(conf.resolve("webapps").resolve(application).resolve("WEB-INF/web.xml"), "<web-app/>\n");
        }
        ServerClassPath classPath = site.classPath().behind(conf);
        if (!Files.exists(site.dir("name").resolve("current/VERSION"))) {
            site.run(
                    "hdfs-format",
                    java(site, "hdfs-format", classPath)
                            .main(
                                    "org.apache.hadoop.hdfs.server.namenode.NameNode",
                                    List.of("-format", "-nonInteractive", "-force")),
                    Map.of(),
                    Duration.ofSeconds(90));
        }
        site.launch(
                "hdfs-namenode",
                java(site, "hdfs-namenode", classPath)
                        .main("org.apache.hadoop.hdfs.server.namenode.NameNode", List.of()),
                Map.of());
        site.launch(
                "hdfs-datanode",
                java(site, "hdfs-datanode", classPath)
                        .main("org.apache.hadoop.hdfs.server.datanode.DataNode", List.of()),
                Map.of());
        site.await(Duration.ofMinutes(3), () -> health(site));
    }

    @Override
    public String health(Site site) throws Exception {
        JsonNode state = Http.json(URI.create(web(site) + "jmx?qry=Hadoop:service=NameNode,name=FSNamesystemState"))
                .at("/beans/0");
        int live = state.path("NumLiveDataNodes").asInt();
        if (live != 1) {
            throw new IllegalStateException("1 DataNode expected, " + live + " alive");
        }
        if (!state.path("FSState").asText().equals("Operational")) {
            throw new IllegalStateException(
                    "it is in state " + state.path("FSState").asText());
        }
        return "1 DataNode, " + state.path("FilesTotal").asLong() + " files and folders";
    }

    @Override
    public String url(Site site) {
        return uri(site).toString();
    }

    public static URI uri(Site site) {
        return URI.create("hdfs://" + site.address(NAMENODE));
    }

    public static URI web(Site site) {
        return URI.create("http://" + site.address(NAMENODE_WEB) + "/");
    }

    /** The folder with {@code core-site.xml}, for {@code HADOOP_CONF_DIR} of clients. */
    static Path configuration(Site site) {
        return site.dir("conf");
    }

    /** What clients must know beside the address. */
    static Map<String, String> client() {
        return Map.of("dfs.replication", "1");
    }

    private static JavaCommand java(Site site, String process, ServerClassPath classPath) {
        return site.java(process, classPath)
                .small(160)
                .option("-Xms48m")
                .option("-XX:MaxDirectMemorySize=64m")
                .option("-Dhadoop.log.dir=" + site.logs())
                .option("--add-opens=java.base/java.lang=ALL-UNNAMED");
    }

    private static Path writeConfiguration(Site site) {
        Path conf = configuration(site);
        site.write(
                conf.resolve("core-site.xml"),
                HadoopFiles.xml(Map.of(
                        "fs.defaultFS",
                        uri(site).toString(),
                        "hadoop.tmp.dir",
                        site.dir("tmp").toString())));
        Map<String, String> hdfs = new TreeMap<>();
        hdfs.putAll(client());
        hdfs.put("dfs.permissions.enabled", "false");
        hdfs.put("dfs.namenode.name.dir", site.dir("name").toUri().toString());
        hdfs.put("dfs.namenode.rpc-address", site.address(NAMENODE));
        hdfs.put("dfs.namenode.http-address", site.address(NAMENODE_WEB));
        // Do not wait for blocks of DataNodes that do not exist.
        hdfs.put("dfs.namenode.safemode.extension", "0");
        hdfs.put("dfs.namenode.datanode.registration.ip-hostname-check", "false");
        hdfs.put("dfs.datanode.data.dir", site.dir("blocks").toUri().toString());
        hdfs.put("dfs.datanode.address", site.address(DATANODE));
        hdfs.put("dfs.datanode.ipc.address", site.address(DATANODE_IPC));
        hdfs.put("dfs.datanode.http.address", site.address(DATANODE_WEB));
        hdfs.put("dfs.datanode.hostname", Ports.HOST);
        hdfs.put("dfs.datanode.http.internal-proxy.port", "0");
        hdfs.put("dfs.heartbeat.interval", "1");
        hdfs.put("dfs.namenode.handler.count", "8");
        site.write(conf.resolve("hdfs-site.xml"), HadoopFiles.xml(hdfs));
        HadoopFiles.logging(site, conf);
        return conf;
    }
}
