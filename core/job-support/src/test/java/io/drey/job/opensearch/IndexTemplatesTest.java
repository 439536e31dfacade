package io.drey.job.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexTemplatesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void putsComponentsBeforeTheTemplatesThatReferToThem() throws Exception {
        List<String> put = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            put.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            IndexTemplates.install(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        } finally {
            server.stop(0);
        }

        assertThat(put)
                .containsExactly(
                        "PUT /_component_template/drey-settings",
                        "PUT /_component_template/drey-stream",
                        "PUT /_index_template/drey-metrics",
                        "PUT /_index_template/drey-alerts",
                        "PUT /_index_template/drey-rejected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"drey-metrics", "drey-alerts", "drey-rejected"})
    void noFieldIsMappedUnlessItIsNamed(String template) throws IOException {
        JsonNode mappings = JSON.readTree(IndexTemplates.json("index/" + template))
                .path("template")
                .path("mappings");

        assertThat(mappings.path("dynamic").isBoolean()).isTrue();
        assertThat(mappings.path("dynamic").booleanValue()).isFalse();
        assertThat(mappings.path("properties").isEmpty()).isFalse();
    }
}
