package io.drey.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The servers' modules have no parent, so nothing else keeps their versions equal to those the jobs are compiled with. */
class ServerVersionsTest {
    private static final Path HOME = Path.of(System.getProperty("drey.home"));

    @Test
    void serversRunTheVersionsTheJobsAreBuiltAgainst() throws Exception {
        Map<String, String> ours = versions(HOME.resolve("pom.xml"));
        Map<String, String> servers = versions(HOME.resolve("dev/local-stack/servers/pom.xml"));
        assertThat(servers).containsKeys("flink.version", "iceberg.version", "hadoop.version");
        servers.keySet().retainAll(ours.keySet());
        assertThat(ours).containsAllEntriesOf(servers);
    }

    private static Map<String, String> versions(Path pom) throws Exception {
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(pom.toFile())
                .getDocumentElement();
        Element properties =
                (Element) project.getElementsByTagName("properties").item(0);
        Map<String, String> versions = new TreeMap<>();
        for (Node node = properties.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeName().endsWith(".version")) {
                versions.put(node.getNodeName(), node.getTextContent().strip());
            }
        }
        return versions;
    }
}
