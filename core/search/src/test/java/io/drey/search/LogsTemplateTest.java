package io.drey.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The template of events' documents follows from the fields: it is written from them, and compared. */
class LogsTemplateTest {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Path FILE =
            Path.of(System.getProperty("drey.home", "../.."), "dashboards", "templates", "component", "drey-logs.json");

    @Test
    void theTemplateIsWhatTheFieldsSay() throws IOException {
        JsonNode template = template();
        // -Ddrey.schemas.write=true writes the file anew.
        if (Boolean.getBoolean("drey.schemas.write")) {
            Files.writeString(FILE, JSON.writeValueAsString(template) + "\n");
        }

        assertThat(JSON.readTree(Files.readString(FILE)))
                .as("%s; write it anew with -Ddrey.schemas.write=true", FILE.getFileName())
                .isEqualTo(template);
    }

    private static JsonNode template() throws JsonProcessingException {
        ObjectNode root = JSON.createObjectNode();
        ObjectNode template = root.putObject("template");
        template.putObject("settings").put("index.refresh_interval", "5s");
        ObjectNode mappings = template.putObject("mappings");
        mappings.put("dynamic", false);
        ObjectNode properties = mappings.putObject("properties");
        at(properties, "event.id").put("type", "keyword").put("ignore_above", 512);
        at(properties, "event.created").put("type", "date");
        at(properties, "event.ingested").put("type", "date");
        for (Field field : Field.values()) {
            switch (field.type()) {
                case KEYWORD ->
                    at(properties, field.ecsName())
                            .put("type", "keyword")
                            .put("ignore_above", field.searchableCharacters());
                case TEXT -> at(properties, field.ecsName()).put("type", "text");
                case IP -> at(properties, field.ecsName()).put("type", "ip").put("ignore_malformed", true);
                case LONG -> at(properties, field.ecsName()).put("type", "long").put("ignore_malformed", true);
                case BINARY -> {
                    // The line is in documents as they came, where it is at all.
                }
            }
        }
        properties.putObject("labels").put("type", "flat_object");
        properties.putObject("impersonal").put("type", "flat_object");
        return JSON.readTree(JSON.writeValueAsString(root));
    }

    private static ObjectNode at(ObjectNode properties, String name) {
        ObjectNode at = properties;
        String[] steps = name.split("\\.", -1);
        for (int i = 0; i < steps.length - 1; i++) {
            at = at.withObjectProperty(steps[i]).withObjectProperty("properties");
        }
        return at.withObjectProperty(steps[steps.length - 1]);
    }
}
