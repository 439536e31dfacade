package io.drey.lake.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drey.event.DatasetId;
import io.drey.event.Position;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an archived hour consists of, as JSON that is the same whenever the hour is. */
final class HourManifest {

    static final String NAME = "manifest.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private HourManifest() {}

    static String of(DatasetId dataset, Instant hour, Compression compression, List<RestoredFile> files) {
        ObjectNode manifest = JSON.createObjectNode();
        manifest.put("tenant", dataset.tenant());
        manifest.put("dataset", dataset.dataset());
        manifest.put("event_created_hour", hour.toString());
        manifest.put("compression", compression.toString());
        manifest.put("lines", files.stream().mapToLong(RestoredFile::lines).sum());
        manifest.put("bytes", files.stream().mapToLong(RestoredFile::bytes).sum());
        ArrayNode all = manifest.putArray("files");
        for (RestoredFile file : files) {
            ObjectNode each = all.addObject();
            each.put("name", file.path().getFileName().toString());
            each.put("lines", file.lines());
            each.put("bytes", file.bytes());
            each.put("sha256", file.sha256());
            each.put("raw_topic", file.topic());
            each.put("raw_topic_id", file.first().topicId());
            each.put("raw_partition", file.partition());
            put(each.putObject("first"), file.first());
            put(each.putObject("last"), file.last());
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(manifest) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings and numbers is JSON", e);
        }
    }

    private static void put(ObjectNode node, Position position) {
        node.put("raw_offset", position.offset());
        node.put("raw_index", position.index());
    }

    /** The names of the files that a manifest lists; none where it cannot be read. */
    static Set<String> files(String manifest) {
        Set<String> names = new HashSet<>();
        try {
            for (JsonNode file : JSON.readTree(manifest).path("files")) {
                String name = file.path("name").asText();
                // Somebody else may have written it.
                if (!name.isEmpty() && !name.contains("/")) {
                    names.add(name);
                }
            }
        } catch (JsonProcessingException e) {
            return Set.of();
        }
        return names;
    }
}
