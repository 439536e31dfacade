package io.drey.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drey.event.EventView;
import io.drey.event.FieldName;
import io.drey.rules.condition.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events of Windows as Winlogbeat would put them into ECS, by the taxonomy of their own kind. */
public final class WindowsEvent {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final At NOWHERE = new At(1, 1);

    private WindowsEvent() {}

    /** The event of a file in JSON. */
    public static EventView of(Path file) {
        try {
            String text = Files.readString(file);
            JsonNode event = JSON.readTree(text).get("Event");
            JsonNode system = event.get("System");
            Taxonomy taxonomy = Taxonomy.of(new Logsource(
                    Optional.of(
                            switch (system.get("EventID").asInt()) {
                                case 1 -> "process_creation";
                                case 7 -> "image_load";
                                default -> "other";
                            }),
                    Optional.of("windows"),
                    Optional.empty()));
            Map<String, String> values = new LinkedHashMap<>();
            values.put("EventID", system.get("EventID").asText());
            values.put("Channel", system.get("Channel").asText());
            values.put("ComputerName", system.get("Computer").asText());
            values.put(
                    "Provider_Name",
                    system.get("Provider").get("#attributes").get("Name").asText());
            event.get("EventData")
                    .fields()
                    .forEachRemaining(
                            data -> values.put(data.getKey(), data.getValue().asText()));
            Event filled = Event.with("event.original", text);
            List<FieldName> names = new ArrayList<>();
            values.forEach((name, value) -> {
                FieldName field = taxonomy.field(name, NOWHERE);
                assertThat(names).doesNotContain(field);
                names.add(field);
                filled.and(field.dotted(), value);
            });
            return filled.view();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
