package io.drey.stack.server;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the configurations of HDFS and of YARN are written with. */
final class HadoopFiles {

    private HadoopFiles() {}

    static String xml(Map<String, String> properties) {
        return new TreeMap<>(properties)
                .entrySet().stream()
                        .map(property -> "  <property><name>" + property.getKey() + "</name><value>"
                                + property.getValue() + "</value></property>\n")
                        .collect(Collectors.joining("", "<configuration>\n", "</configuration>\n"));
    }

    static void logging(Site site, Path conf) {
        site.copy("hadoop-log4j.properties", conf.resolve("log4j.properties"));
    }
}
