package io.drey.cli.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for what Dashboards itself would not notice before somebody opens the dashboard: a reference to what is not there,
 * another type, an attribute it does not know, a field that no template has.
 */
final class PackCheck {

    /** What 2.19 accepts; a newer one fails the whole request. */
    private static final Map<String, String> VERSIONS =
            Map.of("index-pattern", "7.6.0", "visualization", "7.10.0", "search", "7.9.3", "dashboard", "7.9.3");

    private static final Map<String, Set<String>> ATTRIBUTES = Map.of(
            "index-pattern",
            Set.of("title", "timeFieldName", "fields", "fieldFormatMap"),
            "visualization",
            Set.of("title", "description", "version", "visState", "uiStateJSON", "kibanaSavedObjectMeta"),
            "search",
            Set.of("title", "description", "hits", "columns", "sort", "version", "kibanaSavedObjectMeta"),
            "dashboard",
            Set.of(
                    "title",
                    "description",
                    "hits",
                    "version",
                    "panelsJSON",
                    "optionsJSON",
                    "timeRestore",
                    "timeFrom",
                    "timeTo",
                    "refreshInterval",
                    "kibanaSavedObjectMeta"));

    private static final Set<String> VISUALIZATIONS = Set.of(
            "histogram",
            "line",
            "area",
            "pie",
            "metric",
            "table",
            "tagcloud",
            "markdown",
            "metrics",
            "vega",
            "input_control_vis");

    /** Installations may count in windows of a minute, and packs are the same for all. */
    private static final int LONGEST_FIRST_WINDOW_SECONDS = 60;

    private static final Pattern WINDOW = Pattern.compile("window_seconds:(\\d+)");

    private final PackFile pack;
    private final List<String> problems = new ArrayList<>();

    private PackCheck(PackFile pack) {
        this.pack = pack;
    }

    static List<String> problems(String ndjson) throws IOException {
        PackCheck check = new PackCheck(new PackFile(ndjson));
        check.objects();
        check.visualizations();
        check.searches();
        check.dashboards();
        return check.problems;
    }

    private void objects() throws IOException {
        Set<String> names = new HashSet<>();
        for (JsonNode object : pack.objects()) {
            if (!names.add(nameOf(object))) {
                problems.add("twice: " + nameOf(object));
            }
        }
        for (JsonNode object : pack.objects()) {
            String type = object.path("type").asText();
            object.path("attributes").fieldNames().forEachRemaining(attribute -> {
                if (!ATTRIBUTES.getOrDefault(type, Set.of()).contains(attribute)) {
                    problems.add("%s has the attribute %s".formatted(nameOf(object), attribute));
                }
            });
            if (!VERSIONS.getOrDefault(type, "none")
                    .equals(object.path("migrationVersion").path(type).asText())) {
                problems.add("%s is of another version".formatted(nameOf(object)));
            }
            for (JsonNode reference : object.path("references")) {
                if (!names.contains(nameOf(reference))) {
                    problems.add("%s refers to %s".formatted(nameOf(object), nameOf(reference)));
                }
            }
        }
        for (JsonNode pattern : pack.ofType("index-pattern")) {
            String title = pattern.at("/attributes/title").asText();
            requireFields(
                    nameOf(pattern),
                    title,
                    Set.of(pattern.at("/attributes/timeFieldName").asText()));
        }
    }

    private void visualizations() throws IOException {
        for (JsonNode visualization : pack.ofType("visualization")) {
            String name = nameOf(visualization);
            JsonNode state = PackFile.inner(visualization, "/attributes/visState");
            String type = state.path("type").asText();
            if (!VISUALIZATIONS.contains(type)) {
                problems.add("%s is of type %s".formatted(name, type));
            }
            PackFile.inner(visualization, "/attributes/uiStateJSON");
            JsonNode source = PackFile.searchSource(visualization);
            boolean namesIndices = source.has("indexRefName");
            boolean namesItself =
                    Set.of("markdown", "metrics", "vega", "input_control_vis").contains(type);
            if (namesIndices == namesItself) {
                problems.add("%s names its indices in the wrong place".formatted(name));
            }
            if (namesIndices
                    && !referenceNames(visualization)
                            .equals(Set.of(source.path("indexRefName").asText()))) {
                problems.add("%s has not the reference %s".formatted(name, source.path("indexRefName")));
            }
            String indices =
                    switch (type) {
                        case "metrics" -> state.at("/params/index_pattern").asText();
                        case "vega" ->
                            PackFile.asking(PackFile.JSON.readTree(
                                            state.at("/params/spec").asText()))
                                    .get(0)
                                    .at("/url/index")
                                    .asText();
                        case "markdown" -> "";
                        default -> visualization.path("references").isEmpty() ? "" : pack.indices(visualization);
                    };
            if (!type.equals("markdown")) {
                requireFields(name, indices, PackFile.fields(visualization));
            }
            if (type.equals("metrics")) {
                requireSteps(name, state.path("params"));
            }
            Set<String> ids = new HashSet<>();
            for (JsonNode agg : state.path("aggs")) {
                ids.add(agg.path("id").asText());
                // A percentile is named behind its aggregation: 1.95.
                String order = agg.at("/params/orderBy").asText().replaceFirst("\\..*", "");
                if (!order.isEmpty() && !ids.contains(order)) {
                    problems.add("%s is ordered by %s, which it does not have".formatted(name, order));
                }
            }
        }
    }

    /** Where a step of lines is shorter than the windows that it reads, some steps have none. */
    private void requireSteps(String name, JsonNode params) {
        String step = params.path("interval").asText();
        int seconds = Integer.parseInt(step.replaceAll("[^0-9]", ""));
        int longest = LONGEST_FIRST_WINDOW_SECONDS;
        for (JsonNode line : params.path("series")) {
            Matcher read = WINDOW.matcher(line.at("/filter/query").asText());
            longest = Math.max(longest, read.find() ? Integer.parseInt(read.group(1)) : 0);
        }
        if (!step.startsWith(">=") || seconds < longest) {
            problems.add("%s has steps of %s, and reads windows of up to %d s".formatted(name, step, longest));
        }
    }

    private void searches() throws IOException {
        for (JsonNode search : pack.ofType("search")) {
            String reference =
                    PackFile.searchSource(search).path("indexRefName").asText();
            if (!referenceNames(search).equals(Set.of(reference))) {
                problems.add("%s has not the reference %s".formatted(nameOf(search), reference));
            }
            requireFields(nameOf(search), pack.indices(search), PackFile.fieldsOfSearch(search));
        }
    }

    private void dashboards() throws IOException {
        for (JsonNode dashboard : pack.ofType("dashboard")) {
            String name = nameOf(dashboard);
            Set<String> panels = new TreeSet<>();
            List<int[]> places = new ArrayList<>();
            PackFile.inner(dashboard, "/attributes/optionsJSON");
            for (JsonNode panel : PackFile.inner(dashboard, "/attributes/panelsJSON")) {
                panels.add(panel.path("panelRefName").asText());
                JsonNode grid = panel.path("gridData");
                int[] place = {
                    grid.path("x").asInt(),
                    grid.path("y").asInt(),
                    grid.path("x").asInt() + grid.path("w").asInt(),
                    grid.path("y").asInt() + grid.path("h").asInt()
                };
                if (place[2] > 48 || place[0] < 0 || !grid.path("i").equals(panel.path("panelIndex"))) {
                    problems.add("%s has a panel out of place: %s".formatted(name, panel));
                }
                for (int[] other : places) {
                    if (place[0] < other[2] && other[0] < place[2] && place[1] < other[3] && other[1] < place[3]) {
                        problems.add("%s has panels over each other: %s".formatted(name, panel));
                    }
                }
                places.add(place);
            }
            if (!panels.equals(referenceNames(dashboard))) {
                problems.add("%s has the panels %s and the references %s"
                        .formatted(name, panels, referenceNames(dashboard)));
            }
            String query = PackFile.searchSource(dashboard).at("/query/query").asText();
            for (JsonNode pattern : pack.ofType("index-pattern")) {
                requireFields(name, pattern.at("/attributes/title").asText(), PackFile.queried(query));
            }
        }
    }

    private void requireFields(String name, String indices, Set<String> fields) throws IOException {
        Set<String> mapped = mapped(indices);
        if (mapped.isEmpty()) {
            problems.add("%s reads the indices '%s', which no template is for".formatted(name, indices));
            return;
        }
        for (String field : fields) {
            if (!mapped.contains(field)) {
                problems.add("%s names the field %s, which %s does not have".formatted(name, field, indices));
            }
        }
    }

    /** The fields of the template for indices of a name; none where there is no template. */
    private static Set<String> mapped(String indices) throws IOException {
        Path templates = PackFile.folder().resolve("templates");
        Set<String> fields = new HashSet<>();
        try (Stream<Path> files = Files.list(templates.resolve("index"))) {
            for (Path file : files.toList()) {
                JsonNode template = PackFile.JSON.readTree(file.toFile());
                if (!template.path("index_patterns").toString().contains("\"" + indices + "\"")) {
                    continue;
                }
                collect("", template.at("/template/mappings/properties"), fields);
                for (JsonNode component : template.path("composed_of")) {
                    Path part = templates.resolve("component").resolve(component.asText() + ".json");
                    collect("", PackFile.JSON.readTree(part.toFile()).at("/template/mappings/properties"), fields);
                }
            }
        }
        return fields;
    }

    private static void collect(String prefix, JsonNode properties, Set<String> fields) {
        Map<String, JsonNode> all = new HashMap<>();
        properties.fields().forEachRemaining(each -> all.put(each.getKey(), each.getValue()));
        all.forEach((name, mapping) -> {
            if (mapping.has("type")) {
                fields.add(prefix + name);
            }
            collect(prefix + name + ".", mapping.path("properties"), fields);
        });
    }

    private static Set<String> referenceNames(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.path("references")
                .forEach(reference -> names.add(reference.path("name").asText()));
        return names;
    }

    private static String nameOf(JsonNode object) {
        return object.path("type").asText() + " " + object.path("id").asText();
    }
}
