package io.drey.operations.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import io.drey.event.Printable;
import java.util.ArrayList;
import java.util.List;

/**
 * What Dashboards answered to an import: {@code success} alone does not say it, each object may have failed by itself.
 *
 * @param imported how many objects were taken
 * @param failures the others, in words
 */
public record ImportReply(int imported, List<String> failures) {

    static ImportReply read(JsonNode reply) {
        List<String> failures = new ArrayList<>();
        for (JsonNode error : reply.path("errors")) {
            failures.add("%s %s: %s"
                    .formatted(
                            Printable.of(error.path("type").asText()),
                            Printable.of(error.path("id").asText()),
                            reason(error.path("error"))));
        }
        if (failures.isEmpty() && !reply.path("success").asBoolean()) {
            failures.add("it gave no reason");
        }
        return new ImportReply(reply.path("successCount").asInt(), failures);
    }

    private static String reason(JsonNode error) {
        StringBuilder reason = new StringBuilder(error.path("type").asText("no reason was given"));
        for (JsonNode missing : error.path("references")) {
            reason.append(" %s %s"
                    .formatted(missing.path("type").asText(), missing.path("id").asText()));
        }
        if (error.path("message").isTextual()) {
            reason.append(", ").append(error.path("message").textValue());
        }
        return Printable.of(reason.toString());
    }
}
