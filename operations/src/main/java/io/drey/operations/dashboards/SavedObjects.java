package io.drey.operations.dashboards;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;

/**
 * Makes of a pack what OpenSearch Dashboards 2.19 imports: saved objects, one JSON object a line, with ids that stay, so
 * that importing them again overwrites them.
 */
public final class SavedObjects {

    /** Its queries are OpenSearch's own {@code query_string} queries. */
    static final String QUERY_LANGUAGE = "lucene";

    /** By what a search source names its index pattern among the references. */
    static final String INDEX_REFERENCE = "kibanaSavedObjectMeta.searchSourceJSON.index";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Any from 7.3 on: the panels are of the current shape. */
    private static final String PANEL_VERSION = "7.9.3";

    private final DashboardPack pack;
    private final IndexFields fields;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    private SavedObjects(DashboardPack pack, IndexFields fields) {
        this.pack = pack;
        this.fields = fields;
    }

    /**
     * The objects of a pack: index patterns, visualizations, searches, the dashboard.
     *
     * @param fields of the indices, for the index patterns
     */
    public static byte[] ndjson(DashboardPack pack, IndexFields fields) {
        SavedObjects objects = new SavedObjects(pack, fields);
        pack.indexPatterns().forEach(objects::indexPattern);
        objects.panels();
        return objects.lines.toByteArray();
    }

    private void indexPattern(DashboardPack.IndexPattern pattern) {
        ObjectNode attributes = JSON.createObjectNode();
        attributes.put("title", pattern.title());
        attributes.put("timeFieldName", pattern.timeField());
        attributes.put("fields", fields.of(pattern.title()).toString());
        attributes.put("fieldFormatMap", fields.formats(pattern.title()).toString());
        write("index-pattern", pattern.id(), "7.6.0", attributes, JSON.createArrayNode());
    }

    private void panels() {
        ArrayNode places = JSON.createArrayNode();
        ArrayNode references = JSON.createArrayNode();
        int y = 0;
        for (DashboardPack.Row row : pack.rows()) {
            int x = 0;
            for (Panel panel : row.panels()) {
                String type = object(panel);
                String number = Integer.toString(places.size() + 1);
                ObjectNode place = places.addObject().put("version", PANEL_VERSION);
                place.putObject("gridData")
                        .put("x", x)
                        .put("y", y)
                        .put("w", panel.width())
                        .put("h", row.height())
                        .put("i", number);
                place.put("panelIndex", number);
                place.putObject("embeddableConfig");
                place.put("panelRefName", "panel_" + number);
                references
                        .addObject()
                        .put("name", "panel_" + number)
                        .put("type", type)
                        .put("id", idOf(panel));
                x += panel.width();
            }
            y += row.height();
        }
        dashboard(places, references);
    }

    /** Writes the object that a panel shows. Returns its type. */
    private String object(Panel panel) {
        if (panel instanceof Panel.Documents documents) {
            search(documents);
            return "search";
        }
        visualization(panel);
        return "visualization";
    }

    private void search(Panel.Documents documents) {
        ObjectNode attributes = JSON.createObjectNode();
        attributes.put("title", documents.title());
        attributes.put("description", "");
        attributes.put("hits", 0);
        ArrayNode columns = attributes.putArray("columns");
        documents.columns().forEach(columns::add);
        attributes
                .putArray("sort")
                .addArray()
                .add(pack.indicesOf(documents).timeField())
                .add("desc");
        attributes.put("version", 1);
        ArrayNode references = JSON.createArrayNode();
        ObjectNode source = searchSource(documents.query());
        source.put("highlightAll", true);
        source.put("version", true);
        refer(source, documents, references);
        attributes.putObject("kibanaSavedObjectMeta").put("searchSourceJSON", source.toString());
        write("search", idOf(documents), "7.9.3", attributes, references);
    }

    private void visualization(Panel panel) {
        ObjectNode attributes = JSON.createObjectNode();
        attributes.put("title", panel.title());
        attributes.put("description", "");
        attributes.put("version", 1);
        attributes.put(
                "visState", VisualizationState.of(panel, pack.indicesOf(panel)).toString());
        attributes.put("uiStateJSON", uiState(panel).toString());
        ArrayNode references = JSON.createArrayNode();
        ObjectNode source = searchSource(queryOf(panel));
        if (readsTheIndexPattern(panel)) {
            refer(source, panel, references);
        }
        if (panel instanceof Panel.Controls controls) {
            for (int i = 0; i < controls.fields().size(); i++) {
                references
                        .addObject()
                        .put("name", VisualizationState.controlReference(i))
                        .put("type", "index-pattern")
                        .put("id", pack.indicesOf(panel).id());
            }
        }
        attributes.putObject("kibanaSavedObjectMeta").put("searchSourceJSON", source.toString());
        write("visualization", idOf(panel), "7.10.0", attributes, references);
    }

    private void refer(ObjectNode source, Panel panel, ArrayNode references) {
        source.put("indexRefName", INDEX_REFERENCE);
        references
                .addObject()
                .put("name", INDEX_REFERENCE)
                .put("type", "index-pattern")
                .put("id", pack.indicesOf(panel).id());
    }

    private static ObjectNode uiState(Panel panel) {
        return panel instanceof Panel.BarsOverTime bars && bars.colours() == Panel.Colours.STATUS
                ? StatusColours.uiState()
                : JSON.createObjectNode();
    }

    private void dashboard(ArrayNode places, ArrayNode references) {
        ObjectNode attributes = JSON.createObjectNode();
        attributes.put("title", pack.title());
        attributes.put("description", pack.description());
        attributes.put("hits", 0);
        attributes.put("version", 1);
        attributes.put("panelsJSON", places.toString());
        attributes.put(
                "optionsJSON",
                JSON.createObjectNode()
                        .put("useMargins", true)
                        .put("hidePanelTitles", false)
                        .toString());
        attributes.put("timeRestore", true);
        attributes.put("timeFrom", pack.timeFrom());
        attributes.put("timeTo", "now");
        attributes.putObject("refreshInterval").put("pause", false).put("value", pack.refreshSeconds() * 1000);
        attributes
                .putObject("kibanaSavedObjectMeta")
                .put("searchSourceJSON", searchSource(pack.query()).toString());
        write("dashboard", "drey-" + pack.id(), "7.9.3", attributes, references);
    }

    private void write(String type, String id, String version, ObjectNode attributes, ArrayNode references) {
        ObjectNode object = JSON.createObjectNode();
        object.set("attributes", attributes);
        object.put("id", id);
        object.putObject("migrationVersion").put(type, version);
        object.set("references", references);
        object.put("type", type);
        lines.writeBytes((object + "\n").getBytes(UTF_8));
    }

    private String idOf(Panel panel) {
        return "drey-" + pack.id() + "-" + panel.id();
    }

    private static ObjectNode searchSource(String query) {
        ObjectNode source = JSON.createObjectNode();
        source.putObject("query").put("query", query).put("language", QUERY_LANGUAGE);
        source.putArray("filter");
        return source;
    }

    /** The others name their indices themselves, or read none. */
    private static boolean readsTheIndexPattern(Panel panel) {
        return !queryOf(panel).isEmpty();
    }

    private static String queryOf(Panel panel) {
        if (panel instanceof Panel.Metric metric) {
            return metric.query();
        }
        if (panel instanceof Panel.Pie pie) {
            return pie.query();
        }
        if (panel instanceof Panel.Table table) {
            return table.query();
        }
        return panel instanceof Panel.BarsOverTime bars ? bars.query() : "";
    }
}
