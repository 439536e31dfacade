package io.drey.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.drey.event.Field;
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
                        "PUT /_component_template/drey-metrics",
                        "PUT /_component_template/drey-alerts",
                        "PUT /_component_template/drey-logs",
                        "PUT /_index_template/drey-metrics",
                        "PUT /_index_template/drey-alerts",
                        "PUT /_index_template/drey-logs",
                        "PUT /_index_template/drey-staged",
                        "PUT /_index_template/drey-rejected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"component/drey-metrics", "component/drey-alerts", "component/drey-logs", "index/drey-rejected"})
    void noFieldIsMappedUnlessItIsNamed(String template) throws IOException {
        JsonNode mappings =
                JSON.readTree(IndexTemplates.json(template)).path("template").path("mappings");

        assertThat(mappings.path("dynamic").isBoolean()).isTrue();
        assertThat(mappings.path("dynamic").booleanValue()).isFalse();
        assertThat(mappings.path("properties").isEmpty()).isFalse();
    }

    @Test
    void everyFieldOfAnEventIsIndexedByItsType() throws IOException {
        JsonNode properties =
                JSON.readTree(IndexTemplates.json("component/drey-logs")).at("/template/mappings/properties");

        for (Field field : Field.values()) {
            JsonNode mapping = properties.at("/" + field.ecsName().replace(".", "/properties/"));
            switch (field.type()) {
                case KEYWORD -> {
                    assertThat(mapping.path("type").asText())
                            .as(field.ecsName())
                            .isEqualTo("keyword");
                    assertThat(mapping.path("ignore_above").asInt()).isPositive();
                }
                case TEXT ->
                    assertThat(mapping.path("type").asText())
                            .as(field.ecsName())
                            .isEqualTo("text");
                case IP ->
                    assertThat(mapping.path("type").asText())
                            .as(field.ecsName())
                            .isEqualTo("ip");
                case LONG ->
                    assertThat(mapping.path("type").asText())
                            .as(field.ecsName())
                            .isEqualTo("long");
                case BINARY ->
                    assertThat(mapping.isMissingNode()).as(field.ecsName()).isTrue();
            }
        }
    }
}
